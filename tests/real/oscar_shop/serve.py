"""Fills a django-oscar shop from a CSV file and serves it on loopback.

Run by the Python of `.venv-real`: `serve.py FOLDER PRODUCTS.csv`. Prints the
address when it is ready. Ends when its standard input closes.
"""

import csv
import os
import sys
import threading
from decimal import Decimal
from pathlib import Path


def fill(products):
    from django.utils.text import slugify
    from oscar.apps.catalogue.categories import create_from_breadcrumbs
    from oscar.core.loading import get_model

    Product = get_model("catalogue", "Product")
    kind, _ = get_model("catalogue", "ProductClass").objects.get_or_create(
        name="Second-hand goods"
    )
    partner, _ = get_model("partner", "Partner").objects.get_or_create(name="Oscar's")
    StockRecord = get_model("partner", "StockRecord")
    for row in csv.DictReader(products.open(encoding="utf-8", newline="")):
        product = Product.objects.create(
            product_class=kind,
            upc=row["upc"],
            title=row["title"],
            slug=slugify(row["title"]),
            description=f"<p>{row['description']}</p>",
        )
        product.categories.add(create_from_breadcrumbs(row["category"]))
        StockRecord.objects.create(
            product=product,
            partner=partner,
            partner_sku=row["upc"],
            price=Decimal(row["price"]),
            num_in_stock=int(row["stock"]),
        )


def main(folder, products):
    os.environ["OSCAR_SHOP_FOLDER"] = folder
    os.environ["DJANGO_SETTINGS_MODULE"] = "settings"
    sys.path.insert(0, str(Path(__file__).parent))
    import django
    from django.contrib.staticfiles.handlers import StaticFilesHandler
    from django.core.management import call_command
    from django.core.wsgi import get_wsgi_application
    from waitress import create_server

    django.setup()
    call_command("migrate", verbosity=0)
    fill(Path(products))
    call_command("rebuild_index", interactive=False, verbosity=0)
    application = StaticFilesHandler(get_wsgi_application())
    server = create_server(application, host="127.0.0.1", port=0, threads=4)
    sys.stdout.write(f"http://127.0.0.1:{server.effective_port}\n")
    sys.stdout.flush()
    threading.Thread(target=server.run, daemon=True).start()
    sys.stdin.read()


main(*sys.argv[1:])
