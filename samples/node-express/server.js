// A shop that sells diamonds through tribute-agent. How to start it: README.md.
import Database from "better-sqlite3";
import express from "express";
import { Webhook } from "standardwebhooks";

const webhook = new Webhook(process.env.TRIBUTE_SECRET ?? ""); // whsec_…; throws if there is none
const db = new Database(process.env.DATABASE ?? "shop.db");
db.exec(`
  CREATE TABLE IF NOT EXISTS stock (sku TEXT PRIMARY KEY, diamonds INTEGER NOT NULL);
  CREATE TABLE IF NOT EXISTS account (account_id TEXT PRIMARY KEY, diamonds INTEGER NOT NULL);
  CREATE TABLE IF NOT EXISTS activation (payment INTEGER PRIMARY KEY, order_id TEXT NOT NULL UNIQUE,
    account_id TEXT NOT NULL, diamonds INTEGER NOT NULL, revoked INTEGER NOT NULL DEFAULT 0);
  INSERT OR IGNORE INTO stock VALUES ('diamond', 1000);
  INSERT OR IGNORE INTO account VALUES ('12345', 0), ('23456', 0);
`);

/** An answer by which nothing is done: thrown, so that the transaction is rolled back. */
class NothingDone extends Error {
  constructor(status, body) {
    super(body.status ?? body.error.message);
    Object.assign(this, { status, body });
  }
}

const refusal = (status, code, message) => new NothingDone(status, { error: { code, message } });

const activate = db.transaction(({ order_id, account_id = "", product }, live) => {
  const diamonds = product.quantity ?? 1;
  // First of all: if two calls come at once, the unique order_id lets one of them through.
  const { changes: inserted } = db
    .prepare(`INSERT INTO activation (order_id, account_id, diamonds) VALUES (?, ?, ?) ON CONFLICT (order_id) DO NOTHING`)
    .run(order_id, account_id, diamonds);
  const row = db.prepare("SELECT * FROM activation WHERE order_id = ?").get(order_id);
  if (row.account_id !== account_id)
    throw refusal(409, "other_account", `the order was activated for account ${row.account_id}`);
  if (row.revoked) throw refusal(409, "refunded", "the order was refunded");
  if (inserted) {
    if (!db.prepare("SELECT 1 FROM account WHERE account_id = ?").get(account_id))
      throw refusal(404, "unknown_account", "there is no such account");
    if (!db.prepare("SELECT 1 FROM stock WHERE diamonds >= ?").get(diamonds))
      throw new NothingDone(202, { status: "pending" });
    if (live) {
      db.prepare("UPDATE stock SET diamonds = diamonds - ?").run(diamonds);
      db.prepare("UPDATE account SET diamonds = diamonds + ? WHERE account_id = ?").run(diamonds, account_id);
    }
  }
  return { status: inserted ? "activated" : "already_activated", payment_id: `A-${row.payment}`, account_id };
});

const revoke = db.transaction(({ order_id, refund }, live) => {
  if (!refund.full) throw refusal(422, "partial_refund", "decide by hand what to take back");
  const row = db.prepare("SELECT * FROM activation WHERE order_id = ?").get(order_id);
  if (!row) throw refusal(404, "unknown_order", "the order was never activated");
  if (row.revoked) return { status: "already_revoked" };
  if (live) {
    db.prepare("UPDATE stock SET diamonds = diamonds + ?").run(row.diamonds);
    const { changes: taken } = db
      .prepare("UPDATE account SET diamonds = diamonds - ? WHERE account_id = ? AND diamonds >= ?")
      .run(row.diamonds, row.account_id, row.diamonds);
    if (!taken) throw refusal(409, "already_spent", "the account has fewer diamonds than that");
  }
  db.prepare("UPDATE activation SET revoked = 1 WHERE order_id = ?").run(order_id);
  return { status: "revoked" };
});

function handle({ type, livemode, data }) {
  if (type === "shop.test") return { status: "ok" };
  if (type === "order.activate") return activate.immediate(data, livemode);
  if (type === "order.refunded") return revoke.immediate(data, livemode);
  throw refusal(400, "unsupported_type", "only order.activate, order.refunded and shop.test");
}

/** Signs the answer as well, for agents with `require_signed_response`. Others ignore the headers. */
function answer(request, response, status, body) {
  const [id, now, text] = [request.get("webhook-id"), new Date(), JSON.stringify(body)];
  response.status(status).set({
    "content-type": "application/json",
    "webhook-id": id,
    "webhook-timestamp": String(Math.floor(now / 1000)),
    "webhook-signature": webhook.sign(id, now, text),
  });
  if (status === 202) response.set("retry-after", "60");
  response.send(text);
}

const app = express();
// Raw, for this route only: an express.json() above it would leave other bytes than were signed.
app.post("/tribute", express.raw({ type: () => true, limit: "1mb" }), (request, response) => {
  let call;
  try {
    call = webhook.verify(request.body, request.headers);
  } catch {
    return response.status(401).json({ error: { code: "bad_signature", message: "wrong signature or clock" } });
  }
  try {
    answer(request, response, 200, handle(call));
  } catch (error) {
    if (!(error instanceof NothingDone)) throw error; // 500: "not now"
    answer(request, response, error.status, error.body);
  }
});
app.listen(process.env.PORT ?? 8000, "127.0.0.1");
