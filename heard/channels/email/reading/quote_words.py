"""Which words do mail programs put around what they quote, in which languages?

As seen in Outlook, Gmail, Apple Mail, Thunderbird, Yahoo, Mail.ru, Yandex, Zimbra, Lotus Notes and others,
in 35 languages. Words of one row are separated by "|"; to add a language, add its words to each row.
"""

# Labels of the header block above a quoted mail, by their role. Lower case, without the colon.
LABELS: dict[str, str] = {
    "from": "from|von|de|da|van|från|fra|lähettäjä|od|nadawca|odesílatel|odosielateľ|feladó|"
    "expeditor|de la|"
    "kimden|gönderen|от|от кого|від|відправник|подател|από|מאת|من|差出人|送信者|发件人|发件者|寄件者|"
    "寄件人|보낸 사람|보낸사람|"
    "từ|người gửi|dari|จาก|šalje|pošiljatelj|pošiljalec|nuo|siuntėjas|saatja|no|kellelt|expéditeur|"
    "remitente|remetente|mittente|afzender|avsändare|afsender|avsender|absender|message de|mail von|sender",
    "date": "date|datum|fecha|data|dato|päivämäärä|päiväys|dátum|tarih|дата|ημερομηνία|תאריך|التاريخ|"
    "日時|日付|日期|时间|날짜|ngày|tanggal|วันที่|data ir laikas|kuupäev|datums|date/time|time",
    "sent": "sent|sent on|gesendet|gesendet am|envoyé|envoyé le|date d'envoi|enviado|enviado el|"
    "enviada|enviada em|enviado em|inviato|data invio|verzonden|verzonden op|skickat|"
    "skickat den|sendt|lähetetty|wysłano|data wysłania|wysłane|odesláno|odoslané|elküldve|"
    "küldve|küldés ideje|trimis|gönderilme tarihi|gönderildi|отправлено|отправлен|надіслано|"
    "изпратено|στάλθηκε|נשלח|تاريخ الإرسال|أرسلت|"
    "送信日時|送信日|发送时间|发送日期|寄件日期|傳送時間|傳送日期|보낸 날짜|"
    "보낸날짜|đã gửi|dikirim|ส่ง|poslano|poslato|išsiųsta|saadetud|nosūtīts|message du|enviat",
    "to": "to|an|à|a|para|aan|till|til|vastaanottaja|do|komu|címzett|către|catre|kime|alıcı|кому|до|"
    "προς|אל|إلى|"
    "宛先|收件人|收件者|받는 사람|받는사람|đến|tới|kepada|ถึง|za|prima|kam|kellele|per a|pour|"
    "destinataire|destinatario|"
    "destinatário|empfänger|ontvanger|mottagare|modtager|mottaker|adresát|primatelj|recipient|recipients",
    "cc": "cc|bcc|kopie|copie à|copie|copia|con copia|kopia|kopi|kopio|dw|kopie (cc)|másolat|bilgi|"
    "копия|копія|"
    "κοιν|κοινοποίηση|עותק|نسخة|抄送|副本|참조|tembusan|สำเนา|c.c|cópia|в копии|másolatot kap|kópia",
    "subject": "subject|betreff|objet|asunto|oggetto|assunto|onderwerp|ämne|emne|aihe|temat|předmět|predmet|"
    "tárgy|subiect|subiectul|konu|тема|относно|θέμα|נושא|الموضوع|موضوع|件名|主题|主題|主旨|標題|제목|"
    "chủ đề|tiêu đề|"
    "subjek|perihal|เรื่อง|naslov|zadeva|tema|teema|temats|assumpte|sujet|re",
    "other": "reply-to|importance|priority|wichtigkeit|attachments|anlagen|pièces jointes|anexos|"
    "organization|"
    "antwort an|répondre à|rispondi a|responder a|x-mailer|message-id|list-id|delivered-to|résumé",
}

# What stands between dashes above a quoted mail.
ORIGINAL = (
    "original message|original appointment|original mail|original email|reply message|"
    "replied message|message original|"
    "ursprüngliche nachricht|ursprüngliche mail|originalnachricht|original-nachricht|urspr. nachricht|"
    "antwort nachricht|message d'origine|message d’origine|message original|message initial|"
    "mensaje original|"
    "messaggio originale|messaggio di origine|mensagem original|oorspronkelijk bericht|origineel bericht|"
    "oorspronkelijke bericht|originalmeddelande|ursprungligt meddelande|ursprungsmeddelande|"
    "oprindelig meddelelse|"
    "oprindelig besked|original besked|original meddelelse|opprinnelig melding|"
    "opprinnelig meddelelse|original melding|"
    "alkuperäinen viesti|wiadomość oryginalna|oryginalna wiadomość|původní zpráva|pôvodná správa|"
    "eredeti üzenet|"
    "mesajul original|mesaj original|orijinal mesaj|özgün ileti|orijinal ileti|исходное сообщение|"
    "оригинальное сообщение|первоначальное сообщение|вихідне повідомлення|оригинално съобщение|"
    "αρχικό μήνυμα|"
    "הודעה מקורית|ההודעה המקורית|الرسالة الأصلية|元のメッセージ|original message follows|原始邮件|"
    "原始郵件|原邮件|"
    "원본 메시지|원본 메일|thư gốc|tin nhắn gốc|pesan asli|ข้อความต้นฉบับ|izvorna poruka|originalna poruka|"
    "izvirno sporočilo|pradinis laiškas|originaalkiri|algne teade|sākotnējais ziņojums|missatge original"
)

# The same above a mail that is passed on.
FORWARDED = (
    "forwarded message|begin forwarded message|forwarded by|forwarded mail|fwd message|forward header|"
    "start forwarded message|start of forwarded message|weitergeleitete nachricht|"
    "anfang der weitergeleiteten nachricht|"
    "anfang der weitergeleiteten e-mail|weitergeleitet von|message transféré|message transmis|"
    "début du message transféré|début du message réexpédié|message transféré par|mensaje reenviado|"
    "inicio del mensaje reenviado|reenviado por|messaggio inoltrato|inizio messaggio inoltrato|"
    "messaggio reindirizzato|mensagem encaminhada|início da mensagem encaminhada|mensagem reencaminhada|"
    "início da mensagem reencaminhada|doorgestuurd bericht|begin doorgestuurd bericht|"
    "vidarebefordrat meddelande|"
    "vidarebefordrat brev|vidarebefordrat mejl|videresendt meddelelse|videresendt besked|"
    "start på videresendt besked|"
    "videresendt melding|videresendt e-post|begynnelse på videresendt melding|välitetty viesti|"
    "välitetty viesti alkaa|edelleenlähetetty viesti|przekazana wiadomość|wiadomość przekazana|"
    "treść przekazanej wiadomości|początek przekazywanej wiadomości|přeposlaná zpráva|preposlaná správa|"
    "továbbított üzenet|továbbított levél|mesaj redirecționat|mesaj redirectionat|iletilmiş mesaj|"
    "iletilen ileti|"
    "yönlendirilen mesaj|пересылаемое сообщение|пересланное сообщение|начало переадресованного сообщения|"
    "переслане повідомлення|препратено съобщение|προωθημένο μήνυμα|הודעה שהועברה|رسالة معاد توجيهها|"
    "転送されたメッセージ|転送メッセージ|转发的邮件|转发邮件|轉寄的郵件|轉寄郵件|전달된 메시지|"
    "thư đã chuyển tiếp|pesan terusan|"
    "ข้อความที่ส่งต่อ|proslijeđena poruka|posredovano sporočilo|persiųstas laiškas|edastatud kiri|"
    "pārsūtītais ziņojums|"
    "missatge reenviat"
)

# "wrote" in the line above a quotation.
WROTE = (
    "wrote|writes|has written|schrieb|schrieben|hat geschrieben|a écrit|écrit|a ecrit|escribió|"
    "escribio|ha escrito|"
    "escribe|ha scritto|scrive|scrisse|escreveu|schreef|heeft geschreven|het volgende geschreven|"
    "skrev|skreiv|"
    "kirjoitti|napisał|napisała|napisał(a)|napisal(a)|napisal|napísal|napísala|napsal|napsala|"
    "napsal(a)|napísal(a)|"
    "írta|ezt írta|a scris|scris|yazdı|şunu yazdı|tarihinde yazdı|написал|написала|написал(а)|писал|"
    "писал(а)|пишет|"
    "пише|написав|написала|написа|έγραψε|έγραψε|כתב|כתבה|כתב/ה|מאת|كتب|كتبت|تمت كتابة|نوشت|さんは書きました|"
    "は書きました|のメール|"
    "写道|寫道|写到|님이 작성|작성|đã viết|viết|menulis|menulis:|เขียนว่า|เขียน|napisao|napisala|"
    "napisao/la|je napisao|je napisal|"
    "rašė|parašė|kirjutas|rakstīja|missatge de|va escriure|escrigué|kirjutas|skrifaði|said"
)

# Words that such a line begins with where it begins with the date.
OPENERS = (
    "on|am|le|el|il|em|op|den|på|w dniu|dnia|dne|în|στις|на|pada|vào|in data|a|du|el día|no dia|il giorno|"
    "van|från|בתאריך|у|в|u|v|ven|dana|em data|kl"
)

# Lines that a telephone or a program adds below the words. Followed by the name of a device or a program.
SENT_FROM = (
    "sent from|sent via|sent with|sent by|sent using|sent through|get outlook for|"
    "download outlook for|get mail for|"
    "von meinem|gesendet von|gesendet mit|gesendet aus|gesendet über|diese nachricht wurde von|"
    "envoyé de|envoyé depuis|envoyé à partir|envoyé par|envoyé avec|télécharger outlook|"
    "obtenez outlook|obtenir outlook|"
    "enviado desde|enviado de|enviado do|enviado a partir|enviado via|enviado por|enviado con|"
    "enviado com|obtener outlook|"
    "obter o outlook|inviato da|inviato dal|inviato con|scarica outlook|ottieni outlook|"
    "verzonden vanaf|verzonden met|"
    "verstuurd vanaf|verstuurd met|verzonden via|outlook voor|skickat från|skickat med|sänt från|"
    "hämta outlook|"
    "sendt fra|sendt via|sendt med|hent outlook|skaff outlook|last ned outlook|lähetetty|hanki outlook|"
    "wysłane z|wysłano z|wysłane przez|pobierz program outlook|pobierz outlook|odesláno z|odeslané z|"
    "odesláno pomocí|"
    "odoslané z|získat outlook|az iphone-omról küldve|küldve|trimis de pe|trimis din|descărcați outlook|"
    "iphone'umdan gönderildi|iphone’umdan gönderildi|gönderildi|отправлено с|отправлено из|отправлено от|"
    "скачать outlook|надіслано з|надіслано із|изпратено от|στάλθηκε από|נשלח מ|أرسلت من|أُرسلت من|"
    "iphoneから送信|"
    "ipadから送信|androidから送信|から送信|发自我的|發自我的|从我的|傳送自|從我的|"
    "나의 iphone에서 보냄|에서 보냄|gửi từ|dikirim dari|"
    "ส่งจาก|poslano s|poslano z|poslano iz|išsiųsta iš|saadetud minu|nosūtīts no|enviat des"
)

# Formulas that open a signature when contact lines follow ("Regards," + name + title). Thanks are not here:
# they are words to us.
CLOSINGS = (
    "regards|best regards|kind regards|warm regards|kindest regards|warmest regards|with regards|"
    "with kind regards|"
    "with best regards|many regards|best wishes|sincerely|yours sincerely|sincerely yours|"
    "yours faithfully|yours truly|"
    "respectfully|cordially|mit freundlichen grüßen|mit freundlichen grüssen|mit freundlichem gruß|"
    "mit freundlichem gruss|freundliche grüße|freundliche grüsse|viele grüße|viele grüsse|"
    "beste grüße|beste grüsse|"
    "liebe grüße|mit besten grüßen|mfg|cordialement|bien cordialement|très cordialement|bien à vous|"
    "salutations|"
    "sincères salutations|meilleures salutations|saludos|un saludo|saludos cordiales|atentamente|"
    "atte|cordialmente|"
    "cordiali saluti|distinti saluti|un cordiale saluto|saluti|atenciosamente|att|cumprimentos|"
    "com os melhores cumprimentos|melhores cumprimentos|met vriendelijke groet|met vriendelijke groeten|"
    "vriendelijke groet|vriendelijke groeten|mvg|groeten|med vänliga hälsningar|vänliga hälsningar|"
    "med vänlig hälsning|"
    "vänligen|mvh|hälsningar|med venlig hilsen|venlig hilsen|de bedste hilsner|hilsen|"
    "med vennlig hilsen|vennlig hilsen|"
    "ystävällisin terveisin|terveisin|pozdrawiam|z poważaniem|z wyrazami szacunku|s pozdravem|"
    "s přátelským pozdravem|"
    "s pozdravom|üdvözlettel|tisztelettel|cu stimă|cu respect|saygılarımla|saygılarımızla|"
    "iyi çalışmalar|с уважением|"
    "с наилучшими пожеланиями|з повагою|с уважение|με εκτίμηση|בברכה|مع تحياتي|"
    "よろしくお願いいたします|敬具|此致|祝好|"
    "此致敬礼|감사합니다|trân trọng|hormat saya|ขอแสดงความนับถือ|srdačan pozdrav|lep pozdrav|"
    "pagarbiai|lugupidamisega|"
    "ar cieņu|atentament"
)

# How the note of a lawyer begins that a company's server puts below every mail.
DISCLAIMERS = (
    "this e-mail and any|this email and any|this message and any|this e-mail is confidential|"
    "this email is confidential|"
    "the information contained in this|the information in this e|this e-mail message|this email message is|"
    "this communication is|confidentiality notice|confidentiality note|disclaimer:|"
    "please consider the environment|"
    "this message is intended|this message contains|diese e-mail enthält|diese e-mail ist vertraulich|"
    "diese nachricht enthält|der inhalt dieser e-mail|ce message et|ce courriel|"
    "ce message est confidentiel|"
    "le informazioni contenute|questo messaggio|este mensaje|este correo|esta mensagem|este e-mail|"
    "de informatie in dit|dit bericht is|denne e-post|denna e-post|detta meddelande|denne e-mail|"
    "denne meddelelse|"
    "tämä viesti|niniejsza wiadomość|treść tej wiadomości|данное сообщение"
)
