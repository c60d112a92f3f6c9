"""Which lines at the top did a mail server put above somebody's words?

Companies mark what comes from outside ("CAUTION: This email originated from outside of the organization"),
and answers carry such a mark along. Only the first paragraph or two count, and only when they begin as such
marks do, speak of the outside or forbid to click, and other words follow.
"""

import re

LONGEST = 700  # characters of such a paragraph
MOST = 2  # paragraphs: some servers put a headline above
BEGINS = re.compile(
    r"[\W_]*(?:caution|warning|attention|external|notice|notification|this (?:e-?mail|"
    r"message) (?:originated|was"
    r" sent|came|is from|comes)|you don.t often get|some people who received this|be careful|think before|"
    r"achtung|vorsicht|warnung|hinweis|extern|diese (?:e-?mail|nachricht) (?:stammt|kommt|wurde)|sie erhalten"
    r" nicht (?:oft|häufig)|avertissement|ce (?:message|courriel|mail) (?:provient|vient)|cet e-?mail|vous"
    r" n.obtenez pas souvent|vous ne recevez pas souvent|atención|precaución|cuidado|este (?:correo|"
    r"mensaje|e-?mail)"
    r"|no suele recibir|attenzione|questa e-?mail|questo messaggio|non si riceve spesso|atenção|aviso|let op|"
    r"waarschuwing|deze e-?mail|u ontvangt niet vaak|varning|obs|advarsel|bemærk|huomio|uwaga|upozornění|"
    r"внимание|注意|警告)",
    re.IGNORECASE,
)
SURE = re.compile(
    r"originat\w+ (?:from )?(?:outside|external)|(?:from|sender|is) (?:someone )?outside (?:of )?(?:the|"
    r"our|your|this)|"
    r"external (?:sender|source|e-?mail|message|organi)|(?:do not|don.t) (?:click|open|reply)|"
    r"(?:von|aus) (?:außerhalb|ausserhalb|extern)|externe[nmrs]? (?:e-?mail|absender|quelle|nachricht)|"
    r"(?:klicken|öffnen) sie (?:keine|nicht|nur)|(?:de|à) l.extérieur|expéditeur externe|source externe|"
    r"ne cliquez|n.ouvrez|fuera de (?:la|nuestra|su)|remitente externo|externo a (?:la|nuestra)|no haga clic|"
    r"no abra|dall.esterno|mittente esterno|esterna? all|non (?:cliccare|fare clic|aprire)|fora da|"
    r"remetente externo|não clique|não abra|van buiten|externe (?:afzender|bron)|klik niet|open geen|"
    r"utanför (?:organisationen|företaget)|extern avsändare|klicka inte|uden for (?:organisationen|"
    r"virksomheden)|"
    r"ekstern (?:afsender|avsender)|klik ikke|klikk ikke|organisaation ulkopuol|ulkoinen lähettäjä|"
    r"spoza (?:organizacji|firmy)|zewnętrzn\w+ nadawc|nie klikaj|внешн\w+ (?:отправител|источник|почт)|"
    r"не переходите по|外部から|外部邮件|外部发件人|来自外部|外部寄件",
    re.IGNORECASE,
)
SELDOM = re.compile(  # Outlook, about somebody who writes for the first time
    r"don.t often get e-?mail from|nicht (?:oft|häufig) e-?mails? von|pas souvent (?:d.e-?mails?|"
    r"de courriers?)|"
    r"no suele recibir correo|non si riceve spesso|niet vaak e-?mail|får inte ofta e-?post|"
    r"ikke ofte (?:mail|e-?post)",
    re.IGNORECASE,
)
# Whoever speaks of themselves is no server: they may be asking about such a mail.
PERSON = re.compile(
    r"\b(?:I|I.m|I.ve|[Mm]y|me|we|[Ii]ch|mich|mir|mein\w*|wir|[Jj]e|j.ai|mon|yo|mi|io|eu|ik|jag|jeg)\b"
)
HEADLINE = re.compile(
    r"[\W_]*(?:external(?: (?:e-?mail|sender|message))?|extern(?:e e-?mail|er absender)?|"
    r"expéditeur externe|correo externo|mittente esterno|e-?mail extern[oae]?)[\W_]*",
    re.IGNORECASE,
)


def without(lines: list[str]) -> list[str]:
    """`lines` without such paragraphs at their top; as they are where nothing else would be left."""
    rest = lines
    for _paragraph in range(MOST):
        start = next((at for at, line in enumerate(rest) if line.strip()), len(rest))
        end = next((at for at in range(start, len(rest)) if not rest[at].strip()), len(rest))
        below = rest[end:]
        if not any(line.strip() for line in below) or not _is_banner(" ".join(rest[start:end])):
            break
        rest = below
    return rest


def _is_banner(paragraph: str) -> bool:
    if not paragraph or len(paragraph) > LONGEST:
        return False
    if HEADLINE.fullmatch(paragraph) or SELDOM.search(paragraph):
        return True
    return bool(BEGINS.match(paragraph) and SURE.search(paragraph)) and not PERSON.search(paragraph)
