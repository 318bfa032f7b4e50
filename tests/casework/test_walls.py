"""Bodies are kept apart twice: by Django's managers and by PostgreSQL itself."""

import pytest
from django.apps import apps
from django.db import connection

from tests.site import World
from zicha.casework.campaigns.models import Campaign
from zicha.casework.tenancy.models import Member
from zicha.casework.tenancy.scope import Unscoped, scope
from zicha.casework.tenancy.scoped import BodyModel
from zicha.casework.tenancy.walls import POLICY, appended_only, scoped_models

CASEWORK = [model for model in apps.get_models(include_auto_created=True) if "zicha" in model.__module__]


def test_rows_of_a_body_are_not_read_outside_a_scope(world: World) -> None:
    with pytest.raises(Unscoped):
        Member.objects.count()


def test_a_scope_shows_its_own_body_only(world: World) -> None:
    with scope(world.other_body.pk):
        assert [member.pk for member in Member.objects.all()] == [world.stranger.pk]


def test_a_row_is_not_written_into_another_body(world: World) -> None:
    with scope(world.other_body.pk), pytest.raises(Unscoped):
        world.quality_manager.save()


def test_postgresql_shows_nothing_without_a_scope_even_when_django_is_passed_by(world: World) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM tenancy_member")
        assert cursor.fetchone() == (0,)


def test_postgresql_shows_the_scope_only_even_when_django_is_passed_by(world: World) -> None:
    with scope(world.other_body.pk), connection.cursor() as cursor:
        cursor.execute("SELECT id FROM tenancy_member")
        assert cursor.fetchall() == [(world.stranger.pk,)]


def test_an_inner_scope_ends_with_its_block(world: World) -> None:
    with scope(world.body.pk):
        with scope(world.other_body.pk):
            assert Member.objects.count() == 1
        assert Member.objects.count() == len(world.people)


def test_the_application_owns_no_table_and_cannot_pass_row_security(world: World) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_user, rolbypassrls, rolsuper FROM pg_roles WHERE rolname = current_user"
        )
        assert cursor.fetchone() == ("zicha_app", False, False)
        cursor.execute("SELECT count(*) FROM pg_tables WHERE tableowner = current_user")
        assert cursor.fetchone() == (0,)


def test_every_table_of_a_body_has_its_wall(world: World) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT relname FROM pg_class JOIN pg_policy ON polrelid = pg_class.oid
               WHERE relrowsecurity AND relforcerowsecurity AND polname = %s""",
            [POLICY],
        )
        walled = {name for (name,) in cursor.fetchall()}
    assert {model._meta.db_table for model in scoped_models()} <= walled


# Accounts and bodies stand above the bodies' own rows.
ABOVE = {"Account", "Body"}


@pytest.mark.parametrize("model", CASEWORK, ids=lambda model: model._meta.label)
def test_a_table_of_casework_belongs_to_a_body_or_is_listed_here(model: type) -> None:
    assert issubclass(model, BodyModel) or model.__name__ in ABOVE


def test_what_is_only_appended_to_cannot_be_altered_or_deleted(world: World) -> None:
    with connection.cursor() as cursor:
        for model in appended_only():
            for right in ("UPDATE", "DELETE", "TRUNCATE"):
                cursor.execute("SELECT has_table_privilege(%s, %s)", [model._meta.db_table, right])
                assert cursor.fetchone() == (False,), f"{model._meta.label} {right}"
    assert appended_only()


def test_related_rows_are_scoped_too(world: World, campaign: Campaign) -> None:
    campaign.refresh_from_db()
    with scope(world.other_body.pk):
        assert not Campaign.objects.filter(pk=campaign.pk).exists()
