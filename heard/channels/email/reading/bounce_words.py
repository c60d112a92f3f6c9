"""With which words do mail servers say that a mail was not delivered?

Besides RFC 3464 every server has its own form. These are the words that Sendmail, Postfix, Exim, qmail,
Courier, Exchange, Domino, Gmail, Yahoo, mail.ru and the larger providers use, and their translations.
"""

import re


def _rows(*rows: str) -> re.Pattern[str]:
    return re.compile("|".join(rows), re.IGNORECASE)


# Who writes bounces: local parts and names.
DAEMON = _rows(
    r"^(?:mailer[-_. ]?daemon|mail[-_. ]?daemon|mdaemon|daemon|postmaster|maildaemon|mailer|"
    r"smtp[-_. ]?daemon|"
    r"mail[-_. ]?delivery|bounces?|bounce[-+_.].*|noreply-bounce|microsoftexchange[0-9a-f]*|"
    r"exchange|antispam|"
    r"mailsystem|mail-?admin|administrator|esn|delivery-?status|ndr|autoreply-bounce)@",
    r"\bmail(?:er)?[- ]delivery[- ](?:system|subsystem|service|agent)\b",
    r"\bmail(?:er)?[- ]?(?:daemon|system|administrator|robot)\b",
    r"\bpost ?master\b|\bsystem administrator\b|\bsystemadministrator\b|"
    r"\binternet mail delivery\b|\bmail service\b",
    r"\bmicrosoft (?:outlook|exchange)\b|\bexchange server\b|\bdelivery (?:sub)?system\b",
)

SUBJECT = _rows(
    r"undeliver(?:able|ed)\b|\bundelivrable\b|non[- ]?deliver(?:able|y)|\bnot delivered\b|"
    r"\bnot deliverable\b",
    r"\b(?:mail|message|e-mail|email) (?:delivery )?(?:has )?(?:fail(?:ed|ure)|error|problem|"
    r"rejected|bounced|returned)",
    r"\b(?:delivery|transmission) (?:status )?(?:notification|report)|"
    r"\bdelivery (?:has )?fail(?:ed|ure)|\bdelivery (?:error|problem|delay)",
    r"\b(?:returned|rejected|bounced) (?:mail|message|e-?mail)|\breturned to sender\b|"
    r"\bmail returned\b|^returned:",
    r"\b(?:message|mail|e-?mail)(?: you sent)?(?: was| has been)? (?:blocked|rejected|refused|quarantined)\b",
    r"\bfailure notice\b|\bfailure delivery\b|\bfailed (?:mail|delivery|message|recipient)|"
    r"\bfailed to deliver\b",
    r"\bmail (?:system )?(?:error|failure)\b|\berror sending\b|\b(?:could|"
    r"can) ?not be (?:delivered|sent)\b|\bunable to deliver\b",
    r"\b(?:unknown|invalid|non-?existent) (?:user|recipient|address|mailbox)|\buser unknown\b|"
    r"\bno such user\b",
    r"\bwarning: (?:could not send|message)|\bdelivery (?:is )?delayed\b|\bdelayed (?:mail|"
    r"delivery|message)|\bmessage delayed\b",
    r"\bmailbox (?:is )?full\b|\bover quota\b|\bbounce\b|\bdsn\b|\bndr\b|\bndn\b|\bmail could not\b",
    r"unzustellbar|nicht zugestellt|zustellung (?:fehlgeschlagen|gescheitert)|unzustellbarkeit|"
    r"fehler bei der zustellung|"
    r"zustellungsverzögerung|benachrichtung zum übermittlungsstatus|übermittlungsstatus",
    r"non remis|non distribu|échec de (?:la )?(?:remise|livraison|distribution)|non délivr|"
    r"avis de non-remise|"
    r"notification d'état de (?:la )?(?:remise|distribution)",
    r"no (?:se ha )?(?:podido )?entrega|no entregado|error de entrega|fallo en la entrega|"
    r"notificación de estado de entrega|"
    r"correo (?:no entregado|devuelto)|mensaje no entregado",
    r"mancata consegna|non recapitabile|consegna (?:non riuscita|fallita)|"
    r"notifica (?:di )?(?:mancato|stato)|"
    r"não (?:foi )?(?:entregue|entregável)|falha na entrega|notificação de status de entrega|"
    r"devolvid[ao]",
    r"onbestelbaar|niet (?:bezorgd|afgeleverd)|bezorging mislukt|niet leverbaar|kon niet worden bezorgd",
    r"olevererbar|kunde inte levereras|leveransfel|kan ikke leveres|kunne ikke leveres|"
    r"ikke levert|toimitusilmoitus|"
    r"ei voitu toimittaa|toimittamatta",
    r"niedostarcz|nie (?:można|można było) dostarczyć|zwrot|nie dostarczono|nedoručiteln|"
    r"nedoručen|kézbesíthetetlen|kézbesít",
    r"nelivrat|teslim edilemedi|iletilemedi|недоставлен|не (?:было |может быть )?доставлен|"
    r"не удалось доставить|ошибка доставки|"
    r"возврат|не доставлено|невозможно доставить",
    r"配信(?:不能|エラー|できません)|送信(?:できません|エラー)|エラーメール|お届けできません|退信|"
    r"退件|无法(?:投递|送达|传递)|無法傳遞|"
    r"未(?:送达|傳遞)|傳送失敗|投递失败|반송|전송 ?실패|배달",
)

# Sentences of the body. Each must be something that only a server says of a mail.
BODY = _rows(
    r"\b(?:user|recipient|mailbox|address|account|addressee)(?: \S{1,60})? (?:is |"
    r"was )?(?:unknown|not found|unavailable|"
    r"does(?: not|n't) exist|disabled|inactive|suspended|rejected|invalid|not recogni[sz]ed|"
    r"not listed|over quota|is full)",
    r"\b(?:unknown|no such|invalid|bad destination|illegal|nonexistent|undefined|"
    r"unrouteable) (?:user|recipient|mailbox|address|domain|host|"
    r"local[- ]part|account|mail ?box)",
    r"\b(?:could|can|was|were|has|have)(?: ?not|n't)(?: been| be)? (?:successfully )?(?:delivered|"
    r"deliver|relayed|sent to)",
    r"\bundeliver(?:able|ed)\b|\bunable to (?:deliver|relay|send)|\bdelivery (?:to|of|for|attempt|"
    r"has|failed|failure|error|temporarily|"
    r"status)|\bfailed to (?:deliver|reach)|\bdid(?: not|n't) reach\b|\bnot (?:be )?delivered\b",
    r"\bpermanent(?:ly)? (?:error|fail|rejected|fatal)|\bfatal errors?\b|\bgiv(?:en|ing) up\b|"
    r"\bhost (?:unknown|not found)\b|"
    r"\bmessage (?:expired|rejected|undelivered)|\bmailbox (?:full|unavailable|quota)|\b(?:exceed|"
    r"over)\w* (?:the )?(?:storage |disk )?(?:quota|limit)",
    r"\bremote (?:host|server|mta|smtp)\b|\bsmtp error\b|\bdns error\b|\bsaid: [45]\d\d|"
    r"\breturned (?:the following|this|to sender)|"
    r"\bretry time(?:out)?\b|\bname service error\b|\brelay(?:ing)? (?:access )?denied\b|"
    r"\bconnection (?:timed out|refused)",
    r"\breason: (?:remote|failed|user|unknown|mail)|\berror (?:reason|message|code)\b|"
    r"\bhas been (?:rejected|blocked|returned)",
    r"nicht zugestellt|konnte nicht|empfänger unbekannt|postfach (?:ist )?voll|unzustellbar|zustellung",
    r"n'a pas pu être (?:remis|distribu|délivr|livr)|n'ont pas pu|impossible de (?:remettre|"
    r"distribuer|livrer)|boîte (?:aux lettres )?pleine",
    r"no (?:se )?(?:pudo|ha podido|pudieron)|no existe|buz[oó]n lleno|non (?:è stato possibile|"
    r"può essere) (?:consegn|recapit)|casella piena",
    r"não (?:foi possível|pôde|pode) (?:entregar|ser entregue)|não existe|"
    r"kon niet worden (?:bezorgd|afgeleverd)|kunde inte levereras|"
    r"kunne ikke leveres|kan ikke leveres|nie (?:można|mogła|została) (?:dostarcz|zosta)|"
    r"не (?:было|может быть|удалось|была) ?(?:доставлен|доставить)?|"
    r"не существует|переполнен|почтовый ящик",
    r"配信できません|届けることができません|存在しません|送信できません|宛先不明|无法(?:送达|投递|"
    r"传递)|不存在|退回|傳遞失敗|邮箱已满|수신자|존재하지 않",
)

# Where the returned mail begins inside a bounce's own text.
RETURNED = re.compile(
    r"(?:[ >]{0,4}[-_=*]{2}.*(?:original|copy of (?:the|your)|below this line|returned|"
    r"undelivered|unsent|this is a copy|"
    r"mail header|message (?:header|follows)|body of|headers?).*|Return-Path:.*|Received: (?:from|"
    r"by) .*|"
    r".{0,80}(?:original message follows|is a copy of the message|"
    r"your (?:original )?message (?:follows|reads)|header of your message|"
    r"message headers? follow|mensagem original|ursprüngliche nachricht|message d'origine))",
    re.IGNORECASE,
)

# What the words mean as a status of RFC 3463, the first that fits.
MEANINGS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "5.2.2",
        _rows(
            r"mail ?box (?:is |has |size |quota )*(?:full|exceed)|over ?quota|(?:quota|storage|"
            r"limit) (?:has been )?exceeded|"
            r"exceed\w* .{0,40}(?:quota|storage|mailbox)|(?:quota|inbox|mail ?box) .{0,30}full|"
            r"insufficient (?:disk|storage)|"
            r"postfach .{0,20}voll|boîte .{0,20}pleine|buz[oó]n .{0,10}lleno|casella .{0,10}piena|"
            r"переполнен|邮箱已满"
        ),
    ),
    (
        "4.4.7",
        _rows(
            r"retry time(?:out)? (?:not reached|exceeded)|message (?:expired|has been in queue)|"
            r"delivery time(?:d)? ?(?:out|expired)|"
            r"too (?:long|old)|queue too long|giving up|given up trying|still (?:being|trying)|"
            r"will (?:keep|continue|be) (?:trying|retried)|"
            r"delayed|temporar"
        ),
    ),
    (
        "5.1.2",
        _rows(
            r"(?:host|domain)(?: name)?(?: (?!said|[45]\d\d|user|mailbox|recipient|account|address)\S+){0,5}"
            r" (?:unknown|not found|does(?:n't| not) exist|"
            r"invalid|no such)|name service error|"
            r"unrouteable|unknown (?:host|domain)|no such (?:host|domain)|dns (?:error|lookup)|no mx|"
            r"bad destination host"
        ),
    ),
    (
        "5.2.1",
        _rows(
            r"(?:account|mailbox|user|address|recipient)\S* (?:\S+ ){0,4}(?:disabled|inactive|suspended|"
            r"deactivated|closed)"
        ),
    ),
    (
        "5.1.1",
        _rows(
            r"(?:user|recipient|mailbox|address|account|local[- ]part|"
            r"addressee)\S*(?: \S+){0,6} (?:unknown|not found|exist|unavailable|"
            r"invalid|rejected|recogni[sz]ed|listed)|(?:unknown|no such|invalid|nonexistent|"
            r"bad) (?:\S+ )?(?:user|recipient|mailbox|address|"
            r"local)|not (?:a valid|our customer|in directory|listed in)|does(?:n't|"
            r" not) have an? .{0,30}account|empfänger unbekannt|"
            r"nie istnieje|neexistuje|existe pas|existiert nicht|bestaat niet|finns inte|"
            r"findes ikke|finnes ikke|"
            r"desconhecid|sconosciut|inconnu|onbekend|okänd|ukendt|ukjent|nieznan|неизвест|"
            r"не существует|不存在|存在しません|no existe|não existe"
        ),
    ),
    (
        "5.3.4",
        _rows(r"(?:message|mail|size) .{0,30}(?:too (?:large|big)|exceeds? .{0,30}(?:size|limit|maximum))"),
    ),
    (
        "5.7.1",
        _rows(
            r"spam|blocked|blacklist|denied|policy|not (?:authori[sz]ed|permitted|allowed)|"
            r"content (?:rejected|filter)|virus|refused"
        ),
    ),
)
