from django.db import migrations, models


def stock_up(apps, _):
    apps.get_model("shop", "Stock").objects.create(diamonds=1000)
    for account_id in ("12345", "23456"):
        apps.get_model("shop", "Account").objects.create(account_id=account_id)


class Migration(migrations.Migration):
    initial = True
    operations = [
        migrations.CreateModel(
            name="Stock",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("diamonds", models.PositiveIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="Account",
            fields=[
                ("account_id", models.CharField(max_length=255, primary_key=True, serialize=False)),
                ("diamonds", models.PositiveIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name="Activation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("order_id", models.CharField(max_length=128, unique=True)),
                ("account_id", models.CharField(max_length=255)),
                ("diamonds", models.PositiveIntegerField()),
                ("revoked", models.BooleanField(default=False)),
            ],
        ),
        migrations.RunPython(stock_up),
    ]
