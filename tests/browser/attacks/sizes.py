"""Mails so large, deep or wide that a page could stop."""

from tests.browser.attacks.mail import Attack, of

ROW = "<table><tr><td>"
ATTACKS = [
    Attack("ten megabytes of nested tables", ROW * 700_000),
    Attack("fifty thousand nested divs", "<div>" * 50_000 + "x"),
    Attack("tables as deep as is taken", ROW * 95 + "x"),
    Attack("many tables as deep as is taken", (ROW * 60 + "x" + "</table>" * 60) * 100),
    Attack("lists as deep as is taken", "<ul><li>" * 190 + "x"),
    Attack("quotations as deep as is taken", "<blockquote>" * 390 + "x"),
    Attack("three thousand columns", "<table><tr>" + "<td>x" * 3_000 + "</table>"),
    Attack("sixty thousand pieces", "<b>x</b>" * 60_000),
    Attack("twenty thousand remote pictures", "<img src='FAR/p'>" * 20_000),
    Attack("twenty thousand links of html", "<a href='FAR/x'>x</a> " * 20_000),
    Attack("a word of a million letters", "<p>" + "x" * 1_000_000),
    Attack("a cell over all columns", "<table><tr><td colspan=99999 rowspan=99999>x" + "<tr><td>y" * 500),
    Attack("ten thousand attributes", "<p " + " ".join(f"a{n}=1" for n in range(10_000)) + ">x"),
    *of(
        pictures_as_large_as_a_field="<img width=99999999 height=99999999 alt=x src='FAR/p'>",
        a_list_that_counts_far="<ol start=2147483647><li>x</ol><li value=-99999999999>y",
        open_tags_of_formatting="<b><i><u><font><a>" * 70 + "x",
    ),
]
