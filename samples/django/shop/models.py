from django.db import models


class Stock(models.Model):
    diamonds = models.PositiveIntegerField()


class Account(models.Model):
    account_id = models.CharField(max_length=255, primary_key=True)
    diamonds = models.PositiveIntegerField(default=0)


class Activation(models.Model):
    order_id = models.CharField(max_length=128, unique=True)
    account_id = models.CharField(max_length=255)
    diamonds = models.PositiveIntegerField()
    revoked = models.BooleanField(default=False)
