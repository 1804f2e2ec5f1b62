"""Verifies a call with the published standardwebhooks package, which knows nothing of this project.

Usage: verify_webhook.py SECRET, with {"headers": {…}, "body": "…"} on stdin.

Ends well only when the call verifies, and does not with another body, id, time or secret.
"""

import json
import sys

from standardwebhooks import Webhook, WebhookVerificationError

OTHER_SECRET = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD"


def is_refused(secret, body, headers):
    try:
        Webhook(secret).verify(body, headers)
    except WebhookVerificationError:
        return True
    return False


secret, call = sys.argv[1], json.load(sys.stdin)
body, headers = call["body"].encode(), call["headers"]
Webhook(secret).verify(body, headers)
assert is_refused(secret, body + b" ", headers), "another body"
assert is_refused(OTHER_SECRET, body, headers), "another secret"
for name, value in [("webhook-id", "another"), ("webhook-timestamp", str(int(headers["webhook-timestamp"]) + 1))]:
    assert is_refused(secret, body, headers | {name: value}), name
print("verified")
