"""The agents' addresses: nouns; what is done to them is a POST."""

from django.urls import path

from heard.web.desk import (
    act,
    as_sent,
    bulk,
    inbox,
    notices,
    organising,
    palette,
    profile,
    search,
    sources,
    ticket,
)

app_name = "desk"
urlpatterns = [
    path("", inbox.inbox, name="inbox"),
    path("views/<str:slug>/", inbox.inbox, name="view"),
    path("views/<str:slug>/rows", inbox.rows, name="rows"),
    path("views/<str:slug>/counts", inbox.counts, name="counts"),
    path("bulk/bar", bulk.bar, name="bulk_bar"),
    path("bulk", bulk.change, name="bulk"),
    path("undo", bulk.undo, name="undo_last"),
    path("me/", profile.profile, name="profile"),
    path("me/password", profile.password, name="password"),
    path("me/notices", profile.notices, name="wishes"),
    path("notices/", notices.notices, name="notices"),
    path("notices/panel", notices.panel, name="notices_panel"),
    path("notices/bell", notices.bell, name="bell"),
    path("notices/read", notices.reading, name="notices_read"),
    path("search", search.search, name="search"),
    path("palette", palette.palette, name="palette"),
    path("tickets/<int:number>", ticket.ticket, name="ticket"),
    path("tickets/<int:number>/stream", ticket.stream, name="stream"),
    path("tickets/<int:number>/replies", act.reply, name="replies"),
    path("tickets/<int:number>/replies/<int:message>/undo", act.undo, name="undo"),
    path("tickets/<int:number>/notes", act.note, name="notes"),
    path("tickets/<int:number>/status", act.status, name="status"),
    path("tickets/<int:number>/assignee", act.assignee, name="assignee"),
    path("tickets/<int:number>/changes", organising.change, name="changes"),
    path("tickets/<int:number>/hold", organising.hold, name="hold"),
    path("tickets/<int:number>/following", organising.follow, name="following"),
    path("tickets/<int:number>/reading", organising.read, name="reading"),
    path("tickets/<int:number>/merge", organising.merge_into, name="merge"),
    path("tickets/<int:number>/unmerge", organising.unmerge, name="unmerge"),
    path("tickets/<int:number>/links", organising.link, name="links"),
    path("tickets/<int:number>/messages/<int:message>/split", organising.split_off, name="split"),
    path("tickets/<int:number>/messages/<int:message>/raw", sources.raw, name="raw"),
    path(
        "tickets/<int:number>/messages/<int:message>/confirmation", act.confirm_sender, name="confirm_sender"
    ),
    path("tickets/<int:number>/address", act.reopen_address, name="reopen_address"),
    path("tickets/<int:number>/messages/<int:message>/as-sent", as_sent.page, name="as_sent"),
    path("tickets/<int:number>/messages/<int:message>/as-sent/body", as_sent.body, name="as_sent_body"),
    path("tickets/<int:number>/files/<int:attachment>", sources.file, name="file"),
    path("tickets/<int:number>/files/<int:attachment>/picture", sources.picture, name="picture"),
]
