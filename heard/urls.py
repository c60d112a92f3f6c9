"""All addresses: the areas of web/ and the few pages outside them."""

from allauth.account import views as account
from django.urls import include, path
from django.views.generic import RedirectView

from heard.web import brand, with_provider
from heard.web.api import api
from heard.web.api.nothing import nothing
from heard.web.forgotten import forgotten
from heard.web.health import healthz
from heard.web.join import join
from heard.web.metrics import metrics
from heard.web.second_step import second_step
from heard.web.sign_in import SignIn
from heard.web.sign_out import sign_out
from heard.web.welcome import welcome
from heard.web.wishes import wishes

handler404 = "heard.web.outage.not_found"
handler500 = "heard.web.outage.server_error"
urlpatterns = [
    path("", RedirectView.as_view(pattern_name="desk:inbox")),
    path("welcome/", welcome, name="welcome"),
    path("sign-in/", SignIn.as_view(), name="account_login"),
    path("sign-in/with/<int:number>/", with_provider.set_out, name="set_out"),
    path("sign-in/with/<int:number>/return/", with_provider.come_back, name="come_back"),
    path("sign-in/forgotten/", forgotten, name="forgotten"),
    path("sign-in/code/", second_step, name="mfa_authenticate"),
    path("sign-in/closed/", account.account_inactive, name="account_inactive"),
    path("sign-out/", sign_out, name="account_logout"),
    path("brand/style.css", brand.style, name="brand_style"),
    path("brand/logo", brand.logo, name="brand_logo"),
    path("notices/<str:key>/", wishes, name="wishes"),
    path("join/<str:secret>/", join, name="join"),
    path("desk/", include("heard.web.desk.urls")),
    path("setup/", include("heard.web.setup.urls")),
    path("help/", include("heard.web.portal.urls")),
    path("my/", include("heard.web.portal.my_urls")),
    path("api/v1/", api.urls),
    path("api", nothing),
    path("api/", nothing),
    path("api/<path:path>", nothing),
    path("healthz", healthz, name="healthz"),
    path("metrics", metrics, name="metrics"),
]
