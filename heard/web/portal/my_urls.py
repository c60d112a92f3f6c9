"""The addresses of a customer's own pages."""

from django.urls import path

from heard.web.portal import about_me, by_link, own_requests, sign_in

app_name = "my"
urlpatterns = [
    path("", own_requests.listed, name="requests"),
    path("sign-in/", sign_in.sign_in, name="sign_in"),
    path("sign-in/figures/", sign_in.figures, name="figures"),
    path("sign-in/<str:secret>/", sign_in.by_link, name="by_link"),
    path("sign-out", sign_in.sign_out, name="sign_out"),
    path("link/<str:secret>/", by_link.by_link, name="link"),
    path("requests/<int:number>/", own_requests.one, name="request"),
    path("requests/<int:number>/answers", own_requests.answer, name="answers"),
    path("requests/<int:number>/closure", own_requests.closure, name="closure"),
    path("requests/<int:number>/links", own_requests.links, name="links"),
    path("requests/<int:number>/files/<int:attachment>", own_requests.file, name="file"),
    path("about/", about_me.about_me, name="about"),
    path("about/export", about_me.exported, name="export"),
    path("about/erasure", about_me.erasure, name="erasure"),
]
