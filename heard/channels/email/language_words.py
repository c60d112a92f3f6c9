"""Which small words give a language away?"""

# The most frequent function words; a word that several languages share stands with each of them.
WORDS: dict[str, str] = {
    "en": "the and is to of in you i it that for my with have not this are was your on but please be "
    "can from me we do "
    "what how they will would there hello hi thanks thank just any when has an been or if so order",
    "de": "der die und ist ich nicht das sie es zu den mit ein eine für auf von dem auch sich bitte "
    "habe haben mir wir "
    "wie bei noch aber wird wurde hallo meine mein danke oder sind als nach einen kann ihr ihre "
    "bestellung vom",
    "fr": "le la les et est je de des un une pour que pas vous ne dans en il sur ce avec mon ma mes "
    "votre vos nous bonjour "
    "merci au aux du qui mais ai été j'ai être cette sont par plus commande suis",
    "es": "el la los las y es de que en un una por no con para se mi su lo me como pero muy está "
    "hola gracias del al "
    "si ha he más cuando pedido este esta tengo puede favor buenos días soy usted",
    "it": "il lo la i gli le e è di che non per un una con sono mi ho del della ma si più come "
    "questo questa mio mia "
    "ciao grazie buongiorno da al alla nel ordine anche vostro vi ha stato",
    "pt": "o a os as e é de que não em um uma para com por do da no na meu minha se mais como mas "
    "você eu obrigado "
    "obrigada olá pedido está foi ao muito bom dia são tenho pode",
    "nl": "de het een en is ik niet van dat in op te zijn met voor je u mijn er maar heb aan ook bij "
    "wat nog wel hallo "
    "bedankt graag wij dit deze naar om kan bestelling dank beste geen",
    "sv": "och att det är jag inte en ett som på för med av har den till om men så vi kan min mitt "
    "hej tack från var er "
    "eller nu när beställning mig ni skulle hur",
    "da": "og at det er jeg ikke en et som på for med af har den til om men så vi kan min mit hej "
    "tak fra var jer eller "
    "nu når ordre mig i hvad hvor bestilling gerne venlig",
    "no": "og at det er jeg ikke en et som på for med av har den til om men så vi kan min mitt hei "
    "takk fra var dere "
    "eller nå når ordre meg hva hvor bestilling gjerne noe",
    "fi": "ja on ei se että en minun olen mutta kun kanssa niin hei kiitos tilaus tilauksen voi jos "
    "tai myös ovat oli "
    "mitä miten vielä nyt ole minulla teidän",
    "pl": "i w nie na się z do jest to że jak o za po ale co mam czy dzień dobry proszę dziękuję "
    "moje mój od przez dla "
    "już są zamówienie tak jestem które",
    "cs": "a je se na v že to s z do o jsem i ale jak prosím děkuji dobrý den mi za pro jsou už by "
    "nebo objednávka "
    "které není mám od po tak byl",
    "sk": "a je sa na v že to s z do o som aj ale ako prosím ďakujem dobrý deň mi za pre sú už by "
    "alebo objednávka "
    "ktoré nie mám od po tak bol",
    "hu": "a az és nem hogy egy is van meg de ez ha köszönöm kérem jó napot nap rendelés csak még "
    "már vagy mint én "
    "volt lehet kedves szép",
    "ro": "și si în in nu de la a este un o pe cu că sa să mai din care am bună ziua mulțumesc "
    "comanda pentru sunt "
    "dar ce fi vă rog",
    "tr": "ve bir bu için ne de da ile çok ben mi merhaba teşekkürler sipariş siparişim var yok ama "
    "gibi daha olarak "
    "ederim değil nasıl lütfen teşekkür",
    "id": "yang dan di ini itu saya tidak dengan untuk dari ke ada pesanan terima kasih halo anda "
    "bisa akan juga sudah "
    "belum mohon atau kami",
    "vi": "và là của có không tôi cho được một các này đã với để trong xin chào cảm ơn đơn hàng bạn "
    "những như",
    "hr": "i je u na se da ne za su sam od s što ali kako molim hvala dobar dan moj moja narudžba "
    "nije ili bi smo "
    "koji još vas",
    "sl": "in je v na se da ne za so sem od z kaj ali kako prosim hvala dober dan moj naročilo ni bi "
    "smo ki še vas",
    "lt": "ir yra ne kad su į iš aš bet kaip ar labas ačiū prašau užsakymas mano tai dėl už buvo diena",
    "lv": "un ir nav ka ar uz no es bet kā vai labdien paldies lūdzu pasūtījums mans tas par bija jūs",
    "et": "ja on ei et see ma aga kui või tere aitäh palun tellimus minu oli mis ka kas veel",
    "ca": "el la els les i és de que no en un una per amb meu meva però com hola gràcies bon dia "
    "comanda si més ha he "
    "està molt",
    "ru": "и в не на что я с по как это у но за мне вы мой моя заказ здравствуйте добрый день "
    "спасибо пожалуйста из для "
    "от был так если еще ещё уже мы есть",
    "uk": "і в не на що я з по як це у але за мені ви мій моя замовлення добрий день дякую будь "
    "ласка із для від був "
    "так якщо ще вже ми є та",
    "bg": "и в не на че аз с по как това у но за ми вие моят поръчка здравейте добър ден благодаря "
    "моля от за беше "
    "така ако още вече ние е съм се да са",
    "sr": "и у не на да ја с по како то али за ми ви мој поруџбина здраво добар дан хвала молим из "
    "од био ако још "
    "већ је се су сам",
}
