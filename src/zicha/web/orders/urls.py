"""Routes of orders (整改通知)."""

from django.urls import path

from zicha.web.orders import views

urlpatterns = [
    path("", views.orders, name="orders"),
    path("new/", views.new, name="order-new"),
    path("<int:order_id>/", views.order, name="order"),
    path("<int:order_id>/letter/", views.letter, name="order-letter"),
    path("<int:order_id>/renew/", views.renew, name="order-renew"),
    path("<int:order_id>/revoke/", views.revoke, name="order-revoke"),
    path("<int:order_id>/extend/", views.extend, name="order-extend"),
    path("<int:order_id>/reply/", views.reply, name="order-reply"),
    path("<int:order_id>/close/", views.close, name="order-close"),
]
