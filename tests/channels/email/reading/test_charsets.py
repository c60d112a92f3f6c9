"""Are letters read right, whatever their label says?"""

import pytest

from heard.channels.email.reading import charsets

WORDS = {
    "cp1251": "Здравствуйте! Мой заказ до сих пор не пришел, подскажите, где он.",
    "koi8_r": "Здравствуйте! Мой заказ до сих пор не пришел, подскажите, где он.",
    "cp866": "Здравствуйте! Мой заказ до сих пор не пришел, подскажите, где он.",
    "cp1253": "Καλημέρα σας, η παραγγελία μου δεν έφτασε ακόμα.",
    "cp1255": "שלום, ההזמנה שלי עדיין לא הגיעה",
    "cp1256": "مرحبا، طلبي لم يصل بعد وأريد استرداد المال",
    "cp874": "สวัสดีครับ สินค้าของผมยังไม่ถึง",
    "gb18030": "您好，我的订单还没有收到，请问什么时候发货？谢谢",
    "big5": "您好，我的訂單還沒有收到，請問什麼時候發貨？謝謝",
    "cp932": "こんにちは。注文した商品がまだ届きません。確認をお願いします。",
    "euc_jp": "こんにちは。注文した商品がまだ届きません。確認をお願いします。",
    "iso2022_jp": "こんにちは。注文した商品がまだ届きません。",
    "cp949": "안녕하세요. 주문한 상품이 아직 도착하지 않았습니다.",
    "cp1252": "Schöne Grüße – die Lieferung ist beschädigt",
    "cp1250": "Dzień dobry, moje zamówienie nie dotarło. Proszę o wyjaśnienie",
    "cp1254": "Merhaba, siparişim hâlâ gelmedi, teşekkür ederim",
}
EASTERN = set(WORDS) - {"cp1252", "cp1250", "cp1254"}


@pytest.mark.parametrize("codec", WORDS)
def test_letters_without_a_label_are_guessed(codec: str) -> None:
    assert charsets.decode(WORDS[codec].encode(codec)) == (WORDS[codec], True)


@pytest.mark.parametrize("codec", sorted(EASTERN - {"iso2022_jp"}))
def test_a_western_label_over_another_script_is_not_believed(codec: str) -> None:
    assert charsets.decode(WORDS[codec].encode(codec), "iso-8859-1") == (WORDS[codec], False)


@pytest.mark.parametrize("codec", WORDS)
@pytest.mark.parametrize("label", ["us-ascii", "iso-8859-1", "windows-1252", "utf-8", "x-unknown", "gb2312"])
def test_utf8_is_read_under_any_label(codec: str, label: str) -> None:
    assert charsets.decode(WORDS[codec].encode(), label)[0] == WORDS[codec]


@pytest.mark.parametrize(
    ("label", "codec"),
    [
        ("UTF8", "utf-8"),
        ('"utf-8"; format=flowed', "utf-8"),
        ("ISO_8859-1", "cp1252"),
        ("CP-1251", "cp1251"),
        ("win-1251", "cp1251"),
        ("ks_c_5601-1987", "cp949"),
        ("x-sjis", "cp932"),
        ("unicode-1-1-utf-7", "utf-7"),
        ("hex", ""),
        ("idna", ""),
        ("unicode_escape", ""),
        ("nonsense", ""),
        ("", ""),
    ],
)
def test_a_label_names_a_codec(label: str, codec: str) -> None:
    assert charsets.codec_for(label) == codec


def test_little_damage_is_no_reason_to_guess() -> None:
    assert charsets.decode("Größe, Länge, Käse".encode() + b"\xc3", "utf-8") == (
        "Größe, Länge, Käse\ufffd",
        True,
    )


def test_wide_letters_are_seen() -> None:
    assert charsets.decode("Hello there".encode("utf-16"), "utf-16") == ("Hello there", True)
    assert charsets.decode("Hello there".encode("utf-16-le"))[0] == "Hello there"
