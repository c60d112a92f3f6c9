"""The help centre's addresses, which everybody may open."""

from django.urls import path

from heard.web.portal import home, request_form

app_name = "help"
urlpatterns = [
    path("", home.home, name="home"),
    path("contact/", home.contact, name="contact"),
    path("request/", request_form.request_form, name="request"),
    path("request/sent/<str:proof>/", request_form.sent, name="sent"),
    path("pages/<slug:slug>/", home.page, name="page"),
    path("pages/<slug:slug>/print/", home.printed, name="printed"),
    path("language", home.language, name="language"),
    path("embed/", request_form.framed, name="framed"),
    path("embed/sent/<str:proof>/", request_form.framed_sent, name="framed_sent"),
    path("embed.js", request_form.script, name="script"),
]
