"""What is wrong with the page as it stands in the browser? Asked of axe-core, and of every box on it."""

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page, ViewportSize

WIDE: ViewportSize = {"width": 1440, "height": 900}
ZOOMED: ViewportSize = {"width": 720, "height": 450}  # what the wide window has room for at 200 %
PHONE: ViewportSize = {"width": 360, "height": 740}
EVERYTHING = "{resultTypes: ['violations']}"
CONTRAST = "{resultTypes: ['violations'], runOnly: ['color-contrast']}"
# What leaves the window sideways (unless it can be scrolled to), and what is cut off without an ellipsis.
_OUTSIDE = """() => {
    const words = (one) => `${one.localName}#${one.id}.${one.getAttribute("class") ?? ""}`;
    const style = (one) => getComputedStyle(one);
    const scrolls = (one) => ["auto", "scroll"].includes(style(one).overflowX);
    const hides = (one) => ["hidden", "clip"].includes(style(one).overflowX);
    const above = (one) => one.parentElement ? [one.parentElement, ...above(one.parentElement)] : [];
    const shown = [...document.body.querySelectorAll("*")].filter((one) =>
        one.checkVisibility({ visibilityProperty: true, opacityProperty: true }) &&
        !one.closest("svg *, .unseen, .skip:not(:focus), [inert]") && one.getBoundingClientRect().width > 1);
    const out = shown.filter((one) => {
        const { left, right } = one.getBoundingClientRect();
        return (left < -1 || right > document.documentElement.clientWidth + 1) &&
            !above(one).some((each) => scrolls(each) || hides(each));
    }).map((one) => `${words(one)} leaves the window`);
    const cut = shown.filter((one) => hides(one) && one.scrollWidth > one.clientWidth + 1 &&
        style(one).textOverflow !== "ellipsis" && !one.matches("input, iframe"))
        .map((one) => `${words(one)} cuts off ${one.scrollWidth - one.clientWidth} px`);
    const page = document.scrollingElement;
    const wide = page.scrollWidth > page.clientWidth ? [`the page is ${page.scrollWidth} px wide`] : [];
    return [...wide, ...out, ...cut];
}"""


def look(page: Page) -> list[str]:
    """What is wrong with the page in any of its looks."""
    bring_axe(page)
    wrong = [f"light: {fault}" for fault in faults(page)]
    page.emulate_media(color_scheme="dark")
    wrong += [f"dark: {fault}" for fault in faults(page, CONTRAST)]
    page.emulate_media(color_scheme="light")
    for size in (ZOOMED, PHONE):
        page.set_viewport_size(size)
        wrong += [f"at {size['width']} px: {what}" for what in outside(page)]
    page.set_viewport_size(WIDE)
    return wrong


def bring_axe(page: Page) -> None:
    """Puts axe-core into the page, past its content policy: not as a script of the page."""
    page.evaluate(AXE_SCRIPT)


def faults(page: Page, options: str = EVERYTHING, *, within: str = "html") -> list[str]:
    """What axe-core finds inside the element `within`, one line an element."""
    found = page.evaluate(f"axe.run({within!r}, {options})")["violations"]
    return [
        f"{rule['id']} at {node['target']}: {node['failureSummary']}"
        for rule in found
        for node in rule["nodes"]
    ]


def outside(page: Page) -> list[str]:
    """What cannot be seen at this width."""
    return [str(one) for one in page.evaluate(_OUTSIDE)]
