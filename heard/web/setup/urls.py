"""The administrators' addresses."""

from django.urls import path
from django.views.generic import RedirectView

from heard.web.setup import channel, channels, held, imap, macros, mailbox, organisations, sent, words

app_name = "setup"
urlpatterns = [
    path("", RedirectView.as_view(pattern_name="setup:channels"), name="home"),
    path("channels/", channels.channels, name="channels"),
    path("channels/new/", mailbox.new, name="new_mailbox"),
    path("channels/<int:number>/", channel.channel, name="channel"),
    path("channels/<int:number>/settings/", mailbox.settings, name="mailbox"),
    path("channels/<int:number>/closure", mailbox.closure, name="closure"),
    path("channels/<int:number>/imap/", imap.imap, name="imap"),
    path("channels/<int:number>/imap/trials", channel.trial, name="trials"),
    path("channels/<int:number>/imap/pauses", channel.pause, name="pauses"),
    path("channels/<int:number>/counts", channel.count, name="counts"),
    path("channels/<int:number>/mails/<int:uid>/fetches", channel.fetch, name="fetches"),
    path("channels/<int:number>/words/", words.words, name="words"),
    path("organisations/", organisations.organisations, name="organisations"),
    path("organisations/<int:number>/", organisations.organisation, name="organisation"),
    path("organisations/<int:number>/removal", organisations.remove, name="organisation_removal"),
    path("organisations/<int:number>/domains", organisations.domains, name="domains"),
    path(
        "organisations/<int:number>/domains/<int:domain>/removal",
        organisations.remove_domain,
        name="domain_removal",
    ),
    path("macros/", macros.macros, name="macros"),
    path("macros/new/", macros.macro, name="new_macro"),
    path("macros/<int:number>/", macros.macro, name="macro"),
    path("macros/<int:number>/removal", macros.removal, name="macro_removal"),
    path("held/", held.held, name="held"),
    path("held/<slug:queue>/<int:number>/retries", held.retry, name="retries"),
    path("arrivals/<int:number>/raw", held.raw, name="raw"),
    path("sent/", sent.sent, name="sent"),
    path("sent/<int:number>/", sent.sent_one, name="sent_one"),
]
