"""The administrators' addresses."""

from django.urls import path

from heard.web.setup import (
    appearance,
    channel,
    channels,
    held,
    home,
    imap,
    people,
    person,
    sent,
    tags,
    teams,
    words,
)

app_name = "setup"
urlpatterns = [
    path("", home.home, name="home"),
    path("channels/", channels.channels, name="channels"),
    path("channels/<int:number>/", channel.channel, name="channel"),
    path("channels/<int:number>/imap/", imap.imap, name="imap"),
    path("channels/<int:number>/imap/trials", channel.trial, name="trials"),
    path("channels/<int:number>/imap/pauses", channel.pause, name="pauses"),
    path("channels/<int:number>/counts", channel.count, name="counts"),
    path("channels/<int:number>/mails/<int:uid>/fetches", channel.fetch, name="fetches"),
    path("channels/<int:number>/words/", words.words, name="words"),
    path("held/", held.held, name="held"),
    path("held/<slug:queue>/<int:number>/retries", held.retry, name="retries"),
    path("arrivals/<int:number>/raw", held.raw, name="raw"),
    path("people/", people.people, name="people"),
    path("people/invitation/", people.invite, name="invite"),
    path("people/<int:number>/", person.person, name="person"),
    path("people/<int:number>/links", person.link, name="links"),
    path("people/<int:number>/leaving/", person.leaving, name="leaving"),
    path("people/<int:number>/return", person.returning, name="return"),
    path("people/<int:number>/withdrawal", person.withdrawal, name="withdrawal"),
    path("people/<int:number>/sign-outs", person.sign_outs, name="sign_outs"),
    path("teams/", teams.teams, name="teams"),
    path("teams/new/", teams.new_team, name="new_team"),
    path("teams/<int:number>/", teams.team, name="team"),
    path("teams/<int:number>/dissolution/", teams.dissolution, name="dissolution"),
    path("tags/", tags.tags, name="tags"),
    path("tags/<str:tag>/", tags.tag, name="tag"),
    path("appearance/", appearance.appearance, name="appearance"),
    path("sent/", sent.sent, name="sent"),
    path("sent/<int:number>/", sent.sent_one, name="sent_one"),
]
