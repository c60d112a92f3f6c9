"""Does a text match, and how well? On folded words with single spaces, the same for both databases."""

from heard.search.query import Query, Term

READ = 4_000  # characters of a body that are weighed
TITLE, WHO, TOGETHER = 3.0, 2.0, 2.0  # what a word there, and all in a row, weigh; in the body: up to 1
SATURATED = 1.2  # as in BM25: the second time says less than the first
USUAL = 300  # characters of a body; in a longer one, a word says less
COLUMNS = ("title", "who", "whom", "body")


def holds(query: Query, *texts: str) -> bool:
    """Whether the text is what `query` describes. `texts` are its COLUMNS."""
    columns = {name: f" {text} " for name, text in zip(COLUMNS, texts, strict=True)}
    return all(_stands(term, columns) != term.is_minus for term in query.terms)


def weight(query: Query, *texts: str) -> float:
    """How well a text that matches does so: words in the subject and the name, often, and near each other."""
    columns = {name: f" {text[:READ]} " for name, text in zip(COLUMNS, texts, strict=True)}
    total = 0.0
    for term in query.wanted:
        times = columns["body"].count(_piece(term))
        total += TITLE * (_piece(term) in columns["title"])
        total += WHO * (_piece(term) in columns["who"] or _piece(term) in columns["whom"])
        total += times / (times + SATURATED * (0.5 + 0.5 * len(columns["body"]) / USUAL))
    row = tuple(word for term in query.wanted if not term.where for word in term.words)
    if len(query.wanted) > 1 and row:
        total += TOGETHER * any(_piece(Term(row)) in column for column in columns.values())
    return total


def _stands(term: Term, columns: dict[str, str]) -> bool:
    where = [columns[term.where]] if term.where else columns.values()
    return any(_piece(term) in column for column in where)


def _piece(term: Term) -> str:
    """How the term looks inside a column: its words between spaces."""
    return f" {' '.join(term.words)}" + ("" if term.is_prefix else " ")
