"""The agents' pages: inbox, ticket, search."""
