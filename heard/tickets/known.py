"""What is known of a ticket and its customer that words to them may name, by the names of variables?"""

from heard.tickets.models import Ticket


def of(ticket: Ticket) -> dict[str, str]:
    """Each variable's value; "" where there is none. Asks nothing that the ticket has not brought along."""
    customer = ticket.customer.name if "@" not in ticket.customer.name else ""
    return {
        "customer.first_name": first_name(customer),
        "customer.name": customer,
        "customer.email": ticket.identity.address,
        "ticket.number": str(ticket.number),
        "ticket.subject": ticket.subject,
    }


def first_name(name: str) -> str:
    """The first word of a name."""
    return name.split(maxsplit=1)[0] if name.split() else ""
