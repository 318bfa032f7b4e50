"""The site of a data folder, for commands that look at it without serving it (已有站点)."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from zicha.contract.errors import UnusableInput
from zicha.web.database import database_of
from zicha.web.environment import home_folder, setting


def existing_home() -> Path:
    """The data folder of ZICHA_HOME. Raises UnusableInput where no site was ever started in it; makes none."""
    place = setting("ZICHA_HOME", Path("zicha-data"), Path, "/srv/zicha").absolute()
    is_outside = bool(os.environ.get("DATABASE_URL", "").strip())
    if not is_outside and not (place / "postgres" / "PG_VERSION").exists():
        raise UnusableInput(f"{place} 里没有站点的数据；请用环境变量 ZICHA_HOME 指出数据文件夹。")
    return home_folder()


@contextmanager
def opened_site() -> Iterator[Path]:
    """Django over the data folder as it stands; nothing is migrated. Raises UnusableInput where that is of another release."""
    home = existing_home()
    with database_of(home):
        os.environ["ZICHA_HOME"] = str(home)
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zicha.web.settings")
        import django

        django.setup()
        from django.db import connections

        try:
            _refuse_other_release()
            yield home
        finally:
            connections.close_all()


def _refuse_other_release() -> None:
    from django.db import connections
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connections["owner"])
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise UnusableInput("数据库还没有升级到本版；请先用 zicha serve 启动一次，再运行这个命令。")
