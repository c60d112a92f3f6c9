"""The administrators' addresses."""

from django.urls import path
from django.views.generic import RedirectView

from heard.web.setup import channel, channels, held, imap, lexicon, mailbox, organisations, sent, words

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
    path("words/", lexicon.rules, name="lexicon"),
    path("words/rule/", lexicon.rule, name="rule"),
    path("words/switches", lexicon.switch, name="rule_switches"),
    path("words/proposals/<int:number>/settlement", lexicon.settle, name="proposal_settlement"),
    path("words/glossary/", lexicon.glossary, name="glossary"),
    path("phrases/", lexicon.shelf, name="phrases"),
    path("phrases/<int:number>/removal", lexicon.remove_phrase, name="phrase_removal"),
    path("held/", held.held, name="held"),
    path("held/<slug:queue>/<int:number>/retries", held.retry, name="retries"),
    path("arrivals/<int:number>/raw", held.raw, name="raw"),
    path("sent/", sent.sent, name="sent"),
    path("sent/<int:number>/", sent.sent_one, name="sent_one"),
]
