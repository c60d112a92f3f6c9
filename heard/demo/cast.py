"""Who is who: the demo company's six people, their teams, and its forty customers."""

from dataclasses import dataclass

from heard.staff.models import Role

COMPANY = "Quillanby Lamps"
DOMAIN = "quillanby.example"
HELP, TRADE = f"help@{DOMAIN}", f"trade@{DOMAIN}"
OWNER = "maren"


@dataclass(frozen=True, slots=True)
class Colleague:
    """One of ours, by the first part of their address."""

    login: str
    name: str
    teams: tuple[str, ...]
    role: Role = Role.AGENT


@dataclass(frozen=True, slots=True)
class Patron:
    """A customer: how we address them, in which language they write, and how often compared with others."""

    name: str
    email: str
    called: str
    language: str = "en"
    often: int = 4


ORDERS, WORKSHOP, ACCOUNTS = "Orders", "Workshop", "Shops and invoices"
STAFF = (
    Colleague("maren", "Maren Osei", (ORDERS, ACCOUNTS), Role.OWNER),
    Colleague("ines", "Ines Calder", (ORDERS,), Role.LEAD),
    Colleague("jo", "Jo Whitlock", (ORDERS,)),
    Colleague("ravi", "Ravi Menon", (WORKSHOP,)),
    Colleague("zofia", "Zofia Wiśniewska", (WORKSHOP,)),
    Colleague("noor", "Noor el-Amrani", (ACCOUNTS,)),
)
ORGANISATIONS = {
    "Herrera Arquitectos": "herrera-arquitectos.example",
    "The Seven Stairs Guesthouse": "sevenstairs.example",
    "Seebrand Einrichtungen": "seebrand.example",
    "Librairie du Canal": "librairie-du-canal.example",
}
CUSTOMERS = (
    Patron("Gareth Pruitt", "gareth.pruitt@riverpost.example", "Gareth", often=2),
    Patron("Kwabena Asante-Mills", "kwabena@asantemills.example", "Kwabena", often=3),
    Patron("سلمى الخطيب", "salma.alkhatib@nour.example", "سلمى", "ar", often=4),
    Patron("Lucía Castellanos Ibarra", "lucia.castellanos@correo-sur.example", "Lucía", "es", often=6),
    Patron(
        "Wilhelmina Featherstonehaugh-Okonkwo",
        "w.featherstonehaugh-okonkwo@longmeadow.example",
        "Wilhelmina",
        often=6,
    ),
    Patron(
        "Anneliese Vanterpool-Grünwald", "a.vanterpool@seebrand.example", "Frau Vanterpool", "de", often=10
    ),
    Patron("Nguyễn Thị Minh Khuê", "khue.nguyen@thanhlam.example", "Khuê", often=5),
    Patron("Tomás Herrera", "tomas@herrera-arquitectos.example", "Tomás", "es", often=8),
    Patron("山田 さくら", "sakura.yamada@tomoshibi.example", "山田様", "ja", often=5),
    Patron("Élodie Marchand-Diallo", "elodie@librairie-du-canal.example", "Élodie", "fr", often=10),
    Patron("Doris Applegarth", "doris.applegarth@postbox.example", "Mrs Applegarth", often=3),
    Patron("Inmaculada Sáez", "inma@herrera-arquitectos.example", "Inma", "es", often=5),
    Patron("Beatrix Moreau", "office@sevenstairs.example", "Beatrix", often=14),
    Patron("Ifeoma Nwachukwu", "ifeoma@sevenstairs.example", "Ifeoma", often=10),
    Patron("Jürgen Abendroth", "j.abendroth@seebrand.example", "Herr Abendroth", "de", often=9),
    Patron("Théo Kerbrat", "theo@librairie-du-canal.example", "Théo", "fr", often=7),
    Patron("Hatice Yıldırım-Weiß", "hatice@yildirim-weiss.example", "Frau Yıldırım-Weiß", "de", often=5),
    Patron("Matteo Aschenbrenner", "matteo.aschenbrenner@almpost.example", "Herr Aschenbrenner", "de"),
    Patron("Aminata Sow", "aminata.sow@teranga-post.example", "Aminata", "fr"),
    Patron("Léopold Vandenbroucke", "leopold@vandenbroucke.example", "monsieur Vandenbroucke", "fr"),
    Patron("Paloma Quispe Mamani", "paloma.quispe@altiplano.example", "Paloma", "es"),
    Patron("Oluwaseun Adeyemi", "seun@adeyemi-films.example", "Seun", often=7),
    Patron("Siobhán Ní Dhomhnaill", "siobhan@inishpost.example", "Siobhán", often=6),
    Patron("Priya Raghunathan", "priya.r@banyanmail.example", "Priya", often=8),
    Patron("Þórdís Bjarnadóttir", "thordis@hraunbaer.example", "Þórdís", often=5),
    Patron("Małgorzata Brzęczyszczykiewicz", "gosia@brzeczyszczykiewicz.example", "Gosia", often=6),
    Patron("Δημήτρης Παπαδόπουλος", "dimitris@papadopoulos.example", "Dimitris", often=5),
    Patron("Олена Коваленко", "olena.kovalenko@verba.example", "Olena", often=6),
    Patron("林 美玲", "meiling.lin@yulan.example", "Meiling", often=6),
    Patron("박지훈", "jihoon.park@hanok.example", "Jihoon", often=5),
    Patron("Keanu Kahananui", "keanu@kahananui.example", "Keanu", often=4),
    Patron("Rosamund Tickell", "rosamund@tickell.example", "Rosamund", often=8),
    Patron("Bartholomew Quint", "b.quint@quintandsons.example", "Mr Quint", often=9),
    Patron("Fatoumata Camara", "fatou@camara-atelier.example", "Fatou", often=7),
    Patron("Ewan MacAskill", "ewan@macaskill.example", "Ewan", often=6),
    Patron("Ingeborg Sørlie", "ingeborg.sorlie@fjordpost.example", "Ingeborg", often=5),
    Patron("דנה לוי", "dana@levi.example", "Dana", often=3),
    Patron("Tāne Walker", "tane@walkerbuilders.example", "Tāne", often=6),
    Patron("Harriet Oyelaran-Finch", "harriet@finchandfinch.example", "Harriet", often=7),
    Patron("Farrukh Yusupov", "farrukh@yusupov.example", "Farrukh", often=5),
)
