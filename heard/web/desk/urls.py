"""The agents' addresses: nouns; what is done to them is a POST."""

from django.urls import path

from heard.web.desk import (
    act,
    as_sent,
    bulk,
    drafts,
    inbox,
    macros,
    mentions,
    palette,
    search,
    sources,
    ticket,
    writing,
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
    path("search", search.search, name="search"),
    path("palette", palette.palette, name="palette"),
    path("tickets/<int:number>", ticket.ticket, name="ticket"),
    path("tickets/<int:number>/stream", ticket.stream, name="stream"),
    path("tickets/<int:number>/replies", writing.reply, name="replies"),
    path("tickets/<int:number>/replies/<int:message>/undo", writing.undo, name="undo"),
    path("tickets/<int:number>/replies/<int:message>/hour", writing.postpone, name="hour"),
    path("tickets/<int:number>/messages/<int:message>/forward", writing.forward, name="forward"),
    path("tickets/<int:number>/notes", writing.note, name="notes"),
    path("tickets/<int:number>/drafts/files", drafts.add_files, name="draft_files"),
    path("tickets/<int:number>/drafts/files/<int:file>", drafts.file, name="draft_file"),
    path(
        "tickets/<int:number>/drafts/files/<int:file>/removal",
        drafts.file_removal,
        name="draft_file_removal",
    ),
    path("tickets/<int:number>/drafts/<int:draft>/takeover", drafts.takeover, name="draft_takeover"),
    path("tickets/<int:number>/drafts/<str:way>", drafts.draft, name="draft"),
    path("tickets/<int:number>/drafts/<str:way>/removal", drafts.removal, name="draft_removal"),
    path("tickets/<int:number>/others", drafts.others, name="others"),
    path("tickets/<int:number>/presence", drafts.here, name="presence"),
    path("tickets/<int:number>/macros", macros.picker, name="macros"),
    path("tickets/<int:number>/macros/<int:macro>", macros.filled, name="macro"),
    path("tickets/<int:number>/matter", act.matter, name="matter"),
    path("mentions/", mentions.mentions, name="mentions"),
    path("tickets/<int:number>/status", act.status, name="status"),
    path("tickets/<int:number>/assignee", act.assignee, name="assignee"),
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
