"""Fill a for-sale board from a CSV and serve it until the input ends.

python serve.py FOLDER PRODUCTS.csv
"""

import csv
import os
import sys
from pathlib import Path
from threading import Thread

FOLDER, PRODUCTS = map(Path, sys.argv[1:])
os.environ["DJANGO_SETTINGS_MODULE"] = "settings"
os.environ["FORUM_FOLDER"] = str(FOLDER)


def fill():
    from django.contrib.auth.models import User
    from machina.core.db.models import get_model

    forum = get_model("forum", "Forum")
    topic = get_model("forum_conversation", "Topic")
    post = get_model("forum_conversation", "Post")
    for name in ("can_see_forum", "can_read_forum"):
        right = get_model("forum_permission", "ForumPermission").objects.get(
            codename=name
        )
        get_model("forum_permission", "UserForumPermission").objects.create(
            permission=right, forum=None, anonymous_user=True, has_perm=True
        )
    seller = User.objects.create_user("casa_sol")
    buyer = User.objects.create_user("ben")
    board = forum.objects.create(name="For sale", type=forum.FORUM_POST)
    with PRODUCTS.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            about = {"forum": board, "subject": row["title"], "poster": seller}
            thread = topic.objects.create(
                **about, type=topic.TOPIC_POST, status=topic.TOPIC_UNLOCKED
            )
            texts = {seller: row["description"], buyer: "Is it still there?"}
            for poster, text in texts.items():
                post.objects.create(
                    topic=thread, poster=poster, subject=row["title"], content=text
                )


def main():
    import django

    django.setup()
    from django.core.management import call_command
    from django.core.wsgi import get_wsgi_application
    from waitress.server import create_server

    call_command("migrate", verbosity=0)
    fill()
    server = create_server(get_wsgi_application(), host="127.0.0.1", port=0, threads=4)
    print(f"http://127.0.0.1:{server.effective_port}", flush=True)  # noqa: T201
    Thread(target=_until_the_input_ends, daemon=True).start()
    server.run()


def _until_the_input_ends():
    sys.stdin.read()
    os._exit(0)


if __name__ == "__main__":
    main()
