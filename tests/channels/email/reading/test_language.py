"""Is the language of a mail seen, and is a guess avoided where nothing tells it?"""

import pytest

from heard.channels.email.reading import language

SENTENCES = [
    ("en", "Where is my parcel? It was due yesterday."),
    ("en", "Hi, I was charged twice for order 4412. Please refund one of them."),
    ("en", "The lamp flickers after two minutes"),
    ("en", "Cancel my subscription please"),
    ("de", "Wo bleibt mein Paket? Es sollte gestern ankommen."),
    ("de", "Ich wurde doppelt belastet, bitte erstatten Sie mir einen Betrag."),
    ("de", "Ich bin bis Montag nicht im Büro."),
    ("fr", "Où est mon colis ? Il devait arriver hier."),
    ("fr", "J'ai été débité deux fois, merci de me rembourser."),
    ("es", "¿Dónde está mi paquete? Tenía que llegar ayer."),
    ("es", "Estoy fuera de la oficina hasta el lunes."),
    ("es", "Me han cobrado dos veces, quiero la devolución"),
    ("it", "Dov'è il mio pacco? Doveva arrivare ieri."),
    ("it", "Mi avete addebitato due volte l'importo, vorrei il rimborso."),
    ("pt", "Onde está a minha encomenda? Devia ter chegado ontem."),
    ("pt", "Fui cobrado duas vezes, gostaria do reembolso."),
    ("nl", "Waar blijft mijn pakket? Het zou gisteren aankomen."),
    ("nl", "Ik ben twee keer belast, graag één bedrag terug."),
    ("sv", "Var är mitt paket? Det skulle komma igår."),
    ("sv", "Jag har blivit debiterad två gånger, vänligen återbetala."),
    ("da", "Hvor er min pakke? Den skulle være kommet i går."),
    ("da", "Jeg er blevet opkrævet to gange, kan I tilbagebetale det ene beløb?"),
    ("no", "Jeg har blitt belastet to ganger, kan dere refundere det ene beløpet?"),
    ("fi", "Missä pakettini on? Sen piti tulla eilen."),
    ("fi", "Minulta on veloitettu kahdesti, pyydän palautusta."),
    ("pl", "Gdzie jest moja paczka? Miała przyjść wczoraj."),
    ("pl", "Jestem nieobecny do poniedziałku."),
    ("cs", "Kde je můj balík? Měl přijít včera."),
    ("sk", "Kde je môj balík? Mal prísť včera."),
    ("hu", "Hol van a csomagom? Tegnap kellett volna megérkeznie."),
    ("ro", "Unde este coletul meu? Trebuia să ajungă ieri."),
    ("tr", "Paketim nerede? Dün gelmesi gerekiyordu."),
    ("ru", "Где моя посылка? Она должна была прийти вчера."),
    ("uk", "Де моя посилка? Вона мала прийти вчора."),
    ("bg", "Къде е пратката ми? Трябваше да пристигне вчера."),
    ("sr", "Где је мој пакет? Требало је да стигне јуче."),
    ("el", "Πού είναι το δέμα μου; Έπρεπε να έρθει χθες."),
    ("he", "איפה החבילה שלי? היא הייתה אמורה להגיע אתמול."),
    ("ar", "أين طردي؟ كان من المفترض أن يصل أمس."),
    ("fa", "بسته من کجاست؟ قرار بود دیروز برسد."),
    ("ja", "荷物はどこですか？昨日届くはずでした。"),
    ("ko", "제 소포는 어디 있나요? 어제 도착 예정이었습니다."),
    ("zh", "我的包裹在哪里？昨天就应该到了。"),
    ("th", "พัสดุของฉันอยู่ที่ไหน ควรจะมาถึงเมื่อวาน"),
    ("vi", "Kiện hàng của tôi ở đâu? Đáng lẽ phải đến hôm qua."),
    ("id", "Di mana paket saya? Seharusnya tiba kemarin."),
    ("hr", "Gdje je moj paket? Trebao je stići jučer."),
    ("sl", "Kje je moj paket? Moral bi priti včeraj."),
    ("lt", "Kur yra mano siunta? Ji turėjo atvykti vakar."),
    ("lv", "Kur ir mana paka? Tai vajadzēja pienākt vakar."),
    ("et", "Kus on minu pakk? See pidi eile saabuma."),
    ("ca", "On és el meu paquet? Havia d'arribar ahir."),
]


@pytest.mark.parametrize(("code", "sentence"), SENTENCES)
def test_a_sentence_is_enough(code: str, sentence: str) -> None:
    assert language.detect(sentence) == code


@pytest.mark.parametrize(
    "text", ["", "?!", "12345", "ok", "A-4412", "https://x.example/the-and-of", "Anna Berg"]
)
def test_nothing_is_guessed_from_nothing(text: str) -> None:
    assert language.detect(text) == ""
