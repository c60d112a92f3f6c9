"""Which small words give a language away?"""

# The most frequent function words; a word that several languages share stands with each of them.
WORDS: dict[str, str] = {
    "en": "the and is to of in you i it that for my with have not this are was your on but please be "
    "can from me we do what how they will would there hello hi thanks thank just any when has an "
    "been or if so order she he her his its their our us them by at as into about could should "
    "may need want still after before again more than then because which who where don't can't "
    "didn't i'm i've it's only one two over very ordered received charged refund were being does "
    "did get got item",
    "de": "der die und ist ich nicht das sie es zu den mit ein eine für auf von dem auch sich bitte "
    "habe haben mir wir wie bei noch aber wird wurde hallo meine mein danke oder sind als nach "
    "einen kann ihr ihre bestellung vom ich's bin bist seid waren wären würde würden können "
    "könnte möchte muss müssen soll sollte will wollte wo wann warum was wer welche dieser diese "
    "dieses doch schon jetzt heute gestern morgen immer wieder leider gern vielen dank grüße "
    "freundlichen um über unter gegen ohne beim zum zur durch bis keine kein er ihn uns euch mich "
    "dir ihnen erhalten geliefert bestellt",
    "fr": "le la les et est je de des un une pour que pas vous ne dans en il sur ce avec mon ma mes "
    "votre vos nous bonjour merci au aux du qui mais ai été j'ai être cette sont par plus "
    "commande suis où quand comment pourquoi quel quelle nos notre leur leurs ses son sa elle "
    "elles ils était étaient sera serait peux peut pouvez voudrais veuillez toujours encore déjà "
    "jamais rien tout tous toute deux avant après depuis entre sans sous vers chez lui moi toi "
    "fait faire avez avons ont avait hier aujourd'hui demain reçu colis c'est n'est n'ai d'un "
    "d'une l'ai qu'il",
    "es": "el la los las y es de que en un una por no con para se mi su lo me como pero muy está hola "
    "gracias del al si ha he más cuando pedido este esta tengo puede favor buenos días soy usted "
    "dónde donde cuándo cómo qué quién porque hasta desde sobre entre sin también ya aún todavía "
    "nunca siempre nada todo todos toda otro otra dos ser estoy están estaba era fue han hemos "
    "había puedo podría quiero quería quisiera necesito les nos nosotros ustedes sus ese esa eso "
    "aquí ayer hoy mañana lunes fuera después antes hace veces",
    "it": "il lo la i gli le e è di che non per un una con sono mi ho del della ma si più come questo "
    "questa mio mia ciao grazie buongiorno da al alla nel ordine anche vostro vi ha stato dove "
    "quando perché quale chi cosa sei siamo siete sia essere era stata stati hanno abbiamo avete "
    "aveva vorrei volevo posso può potete devo doveva ancora già mai sempre niente tutto tutti "
    "dopo prima senza sotto fra tra solo due volte ieri oggi domani ti ci ne lei noi voi loro "
    "questi queste quello quella pacco dei delle degli dal dalla nella sul sulla",
    "pt": "o a os as e é de que não em um uma para com por do da no na meu minha se mais como mas você "
    "eu obrigado obrigada olá pedido está foi ao muito bom dia são tenho pode onde quando porque "
    "qual quem estou estava estão era foram será seria fui fomos têm tem tinha posso gostaria "
    "queria quero preciso ainda já nunca sempre nada tudo todos toda duas dois vezes antes depois "
    "desde até sem sob entre ela ele eles nós nos lhe meus minhas seu sua isso isto esta este "
    "aqui ontem hoje amanhã das dos nas pela pelo às",
    "nl": "de het een en is ik niet van dat in op te zijn met voor je u mijn er maar heb aan ook bij "
    "wat nog wel hallo bedankt graag wij dit deze naar om kan bestelling dank beste geen waar "
    "wanneer waarom welke wie hoe was waren geweest worden wordt werd zou zouden kunnen kunt wil "
    "wilde moet moeten mag nooit altijd alles niets iets twee keer na sinds zonder tussen onder "
    "over tegen tot hij zij ze hun ons onze jullie mij zich die gisteren vandaag morgen al pas "
    "toch weer terug ontvangen hebben heeft had ben bent pakket",
    "sv": "och att det är jag inte en ett som på för med av har den till om men så vi kan min mitt hej "
    "tack från var er eller nu när beställning mig ni skulle hur varför vilken vem blivit bli "
    "blir borde kunna ska vill ville måste får fick aldrig alltid allt inget något två gånger "
    "före efter sedan utan mellan under över mot tills han hon hans hennes oss vår vårt våra dig "
    "ert sig där här igår idag imorgon redan bara också vara varit hade ännu mycket detta denna "
    "dessa vänligen fått",
    "da": "og at det er jeg ikke en et som på for med af har den til om men så vi kan min mit hej tak "
    "fra var jer eller nu når ordre mig i hvad hvor bestilling gerne venlig hvorfor hvornår "
    "hvilken hvem hvordan blevet blive bliver burde skulle kunne skal vil ville må fik får aldrig "
    "altid alt intet noget to gange før efter siden uden mellem under over mod han hun hans "
    "hendes os vores dig sig der her går dag morgen allerede kun også være været havde endnu "
    "meget dette denne disse venligst fået mine kommet beløb",
    "no": "og at det er jeg ikke en et som på for med av har den til om men så vi kan min mitt hei takk "
    "fra var dere eller nå når ordre meg hva hvor bestilling gjerne noe hvorfor hvilken hvem "
    "hvordan blitt bli blir burde skulle kunne skal vil ville må fikk får aldri alltid alt "
    "ingenting to ganger før etter siden uten mellom under over mot han hun hans hennes oss vår "
    "vårt deg seg der her går dag morgen allerede bare også være vært hadde ennå mye dette denne "
    "disse vennligst fått mine kommet beløp",
    "fi": "ja on ei se että en minun olen mutta kun kanssa niin hei kiitos tilaus tilauksen voi jos tai "
    "myös ovat oli mitä miten vielä nyt ole minulla teidän missä milloin miksi mikä kuka minä "
    "sinä hän me te he minua minulta minulle meille teille sen sitä siitä tämä tämän tuo ne nämä "
    "et emme ette eivät olisi olla ollut olivat piti pitäisi pitää voisi voitte haluan haluaisin "
    "saanut sai tulla tulee eilen tänään huomenna jo aina koskaan kaikki mitään kaksi ennen "
    "jälkeen ilman kuitenkin pyydän terveisin paketti",
    "pl": "i w nie na się z do jest to że jak o za po ale co mam czy dzień dobry proszę dziękuję moje "
    "mój od przez dla już są zamówienie tak jestem które gdzie kiedy dlaczego który która kto "
    "jakie była było byli będzie byłoby być mogę może chcę chciałbym chciałabym muszę jeszcze "
    "nigdy zawsze nic wszystko wszyscy dwa dwie razy przed bez między pod nad ode ja ty on ona "
    "ono my wy oni mnie mi mną ciebie nas nam was wam go jej ich ten ta te tego tej tym wczoraj "
    "dzisiaj jutro moja paczka",
    "cs": "a je se na v že to s z do o jsem i ale jak prosím děkuji dobrý den mi za pro jsou už by nebo "
    "objednávka které není mám od po tak byl kde kdy proč který která kdo jaké byla bylo byli "
    "bude být mohu může chci chtěl chtěla musím ještě nikdy vždy nic všechno dva dvě krát před "
    "bez mezi pod nad já ty on ona my vy oni mě mně nás nám vás vám ho jeho její jejich ten ta "
    "tento tato včera dnes zítra můj moje balík měl měla jste jsme při také protože když jen",
    "sk": "a je sa na v že to s z do o som aj ale ako prosím ďakujem dobrý deň mi za pre sú už by alebo "
    "objednávka ktoré nie mám od po tak bol kde kedy prečo ktorý ktorá kto aké bola bolo boli "
    "bude byť môžem môže chcem chcel chcela musím ešte nikdy vždy nič všetko dva dve krát pred "
    "bez medzi pod nad ja ty on ona my vy oni mňa mne nás nám vás vám ho jeho jej ich ten tá "
    "tento táto včera dnes zajtra môj moje balík mal mala ste sme pri tiež pretože keď len prísť",
    "hu": "a az és nem hogy egy is van meg de ez ha köszönöm kérem jó napot nap rendelés csak még már "
    "vagy mint én volt lehet kedves szép hol mikor miért melyik ki hogyan voltak lesz lenne tudom "
    "szeretném szeretnék kell kellett kellene soha mindig semmi minden két kétszer előtt után "
    "nélkül között alatt felett te ő mi ti ők engem nekem minket nekünk ezt azt ennek itt ott "
    "tegnap ma holnap most nagyon nincs pedig mert amikor csomag csomagom csomagot rendelésem ne",
    "ro": "și si în in nu de la a este un o pe cu că sa să mai din care am bună ziua mulțumesc comanda "
    "pentru sunt dar ce fi vă rog unde când cum cine era erau fost va ar pot poate vreau aș "
    "trebuie trebuia încă niciodată mereu nimic tot toate două ori înainte după fără între sub "
    "peste eu tu el ea noi voi ei ele mă mi meu mea mele nostru dumneavoastră acest această "
    "acesta ieri azi mâine deja doar foarte nici coletul comandă ați avem",
    "tr": "ve bir bu için ne de da ile çok ben mi merhaba teşekkürler sipariş siparişim var yok ama "
    "gibi daha olarak ederim değil nasıl lütfen teşekkür nerede neden niçin hangi kim zaman idi "
    "oldu olacak olabilir gerek gerekiyor gerekiyordu lazım istiyorum isterim henüz hiç her hep "
    "hiçbir şey iki kez önce sonra olmadan arasında altında üzerinde sen o biz siz onlar bana "
    "size bize beni onu bunu şu dün bugün yarın artık hala hâlâ ki mı mu mü en çünkü ise paket "
    "paketim kargo geldi gelmedi",
    "id": "yang dan di ini itu saya tidak dengan untuk dari ke ada pesanan terima kasih halo anda bisa "
    "akan juga sudah belum mohon atau kami mana kapan mengapa kenapa siapa bagaimana apa adalah "
    "sedang telah pernah harus seharusnya ingin mau dapat lagi masih selalu semua dua kali "
    "sebelum sesudah setelah tanpa antara bawah atas dia mereka kita nya kemarin hari besok paket "
    "barang sampai tiba dikirim",
    "vi": "và là của có không tôi cho được một các này đã với để trong xin chào cảm ơn đơn hàng bạn "
    "những như ở đâu khi nào tại sao ai thế đang sẽ phải muốn nên vẫn chưa rồi luôn tất cả hai "
    "lần trước sau giữa dưới trên nó họ chúng hôm qua nay mai giao nhận đến vui lòng giúp",
    "hr": "i je u na se da ne za su sam od s što ali kako molim hvala dobar dan moj moja narudžba nije "
    "ili bi smo koji još vas gdje kada zašto koja tko bio bila bilo bit će mogu može želim trebao "
    "trebala trebalo nikad uvijek ništa sve dva puta prije poslije bez između ispod iznad ja ti "
    "on ona mi vi oni mene meni nas nama vama ga njegov ovaj ova ovo jučer danas sutra stići "
    "paket pošiljka ću jer kad samo već",
    "sl": "in je v na se da ne za so sem od z kaj ali kako prosim hvala dober dan moj naročilo ni bi "
    "smo ki še vas kje kdaj zakaj kateri katera kdo bil bila bilo bo lahko želim moral morala "
    "moralo nikoli vedno nič vse dva dvakrat pred po brez med pod nad jaz ti on ona mi vi oni "
    "mene meni nas nam vam ga njegov ta to tole včeraj danes jutri prišel priti paket pošiljka "
    "ker ko samo že ste",
    "lt": "ir yra ne kad su į iš aš bet kaip ar labas ačiū prašau užsakymas mano tai dėl už buvo diena "
    "kur kada kodėl kuris kas bus būti galiu gali noriu norėčiau turėjo reikia dar niekada visada "
    "nieko viskas du kartus prieš po be tarp tu jis ji mes jūs jie man mums jums mane mus šis ši "
    "tas vakar šiandien rytoj jau tik labai nes siunta siuntinys",
    "lv": "un ir nav ka ar uz no es bet kā vai labdien paldies lūdzu pasūtījums mans tas par bija jūs "
    "kur kad kāpēc kurš kas būs būt varu var gribu vēlos vajadzēja vajag vēl nekad vienmēr nekas "
    "viss divas reizes pirms pēc bez starp tu viņš viņa mēs viņi man mums jums mani mūs šis šī "
    "vakar šodien rīt jau tikai ļoti jo paka mana",
    "et": "ja on ei et see ma aga kui või tere aitäh palun tellimus minu oli mis ka kas veel kus millal "
    "miks milline kes kuidas olid olema saab saan tahan sooviksin pidi peaks mitte kunagi alati "
    "midagi kõik kaks korda enne pärast ilma vahel all peal mina sina tema meie teie nemad mulle "
    "meile teile mind meid teid selle eile täna homme juba ainult väga sest pakk pakki saabuma "
    "saabunud",
    "ca": "el la els les i és de que no en un una per amb meu meva però com hola gràcies bon dia "
    "comanda si més ha he està molt on quan què qui quin quina era eren serà seria havia haver "
    "han hem heu puc pot vull voldria encara mai sempre res tot tots dues vegades abans després "
    "sense entre sota sobre jo tu ell ella nosaltres vosaltres ells aquest aquesta això ahir avui "
    "demà arribar paquet meus meves també perquè només ja sóc tinc va",
    "ru": "и в не на что я с по как это у но за мне вы мой моя заказ здравствуйте добрый день спасибо "
    "пожалуйста из для от был так если еще ещё уже мы есть где когда почему который какой кто "
    "быть будет была были может могу можно нужно хочу хотел должна должен никогда всегда ничего "
    "все всё два раза до после без между под над он она оно они меня нас нам вас вам его её их "
    "этот эта эти вчера сегодня завтра только очень потому ли бы же нет там тут посылка посылку "
    "мои моего",
    "uk": "і в не на що я з по як це у але за мені ви мій моя замовлення добрий день дякую будь ласка "
    "із для від був так якщо ще вже ми є та де коли чому який яка хто бути буде була були може "
    "можу можна треба потрібно хочу хотів мала мав ніколи завжди нічого все два рази до після без "
    "між під над він вона воно вони мене нас нам вас вам його її їх цей ця ці вчора сьогодні "
    "завтра тільки дуже тому чи б же немає там тут посилка посилку мої мого прийти",
    "bg": "и в не на че аз с по как това у но за ми вие моят поръчка здравейте добър ден благодаря моля "
    "от беше така ако още вече ние е съм се да са къде кога защо който каква кой бъде ще бяха "
    "може мога трябва трябваше искам никога винаги нищо всичко два пъти преди след без между под "
    "над той тя то те мен нас ни вас ви му ѝ им този тази тези вчера днес утре само много защото "
    "ли би пратката пратка",
    "sr": "и у не на да ја с по како то али за ми ви мој поруџбина здраво добар дан хвала молим из од "
    "био ако још већ је се су сам где када зашто који која ко бити биће била били може могу треба "
    "требало желим никад увек ништа све два пута пре после без између испод изнад он она оно они "
    "мене нас нам вас вам га овај ова ово јуче данас сутра само много јер ли би стигне пакет",
}
