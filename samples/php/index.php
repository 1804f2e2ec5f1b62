<?php
// A shop that sells diamonds through tribute-agent. How to start it: README.md.
declare(strict_types=1);
ini_set('display_errors', '0'); // PHP would answer 200 with the error's text; without it, 500: "not now"

/** Answers and ends. A transaction that is not committed by then is rolled back. */
function answer(int $status, array $body): never
{
    http_response_code($status);
    header('content-type: application/json');
    echo json_encode($body, JSON_THROW_ON_ERROR | JSON_UNESCAPED_UNICODE);
    exit;
}

function refuse(int $status, string $code, string $message): never
{
    answer($status, ['error' => ['code' => $code, 'message' => $message]]);
}

function verify(string $body): void
{
    $key = base64_decode(preg_replace('/^whsec_/', '', (string) getenv('TRIBUTE_SECRET')), true);
    if ($key === false || strlen($key) < 24) {
        throw new RuntimeException('TRIBUTE_SECRET is not whsec_ and the base64 of at least 24 bytes');
    }
    $id = $_SERVER['HTTP_WEBHOOK_ID'] ?? '';
    $timestamp = $_SERVER['HTTP_WEBHOOK_TIMESTAMP'] ?? '';
    $expected = 'v1,' . base64_encode(hash_hmac('sha256', "$id.$timestamp.$body", $key, true));
    $signatures = explode(' ', $_SERVER['HTTP_WEBHOOK_SIGNATURE'] ?? '');
    if (!array_filter($signatures, fn ($signature) => hash_equals($expected, $signature))) {
        refuse(401, 'bad_signature', 'the signature does not fit');
    }
    if (abs(time() - (int) $timestamp) > 5 * 60) {
        refuse(401, 'clock', 'the timestamp is more than 5 minutes off');
    }
}

function database(): PDO
{
    $db = new PDO('sqlite:' . (getenv('DATABASE') ?: __DIR__ . '/shop.db'));
    $db->setAttribute(PDO::ATTR_TIMEOUT, 5);
    $db->exec("BEGIN IMMEDIATE;
        CREATE TABLE IF NOT EXISTS stock (sku TEXT PRIMARY KEY, diamonds INTEGER NOT NULL);
        CREATE TABLE IF NOT EXISTS account (account_id TEXT PRIMARY KEY, diamonds INTEGER NOT NULL);
        CREATE TABLE IF NOT EXISTS activation (payment INTEGER PRIMARY KEY, order_id TEXT NOT NULL UNIQUE,
            account_id TEXT NOT NULL, diamonds INTEGER NOT NULL, revoked INTEGER NOT NULL DEFAULT 0);
        INSERT OR IGNORE INTO stock VALUES ('diamond', 1000);
        INSERT OR IGNORE INTO account VALUES ('12345', 0), ('23456', 0);
        COMMIT");
    return $db;
}

function query(PDO $db, string $sql, array $values): PDOStatement
{
    $statement = $db->prepare($sql);
    $statement->execute($values);
    return $statement;
}

function activate(PDO $db, array $order, bool $live): never
{
    [$order_id, $account_id] = [$order['order_id'], $order['account_id'] ?? ''];
    $diamonds = $order['product']['quantity'] ?? 1;
    $db->exec('BEGIN IMMEDIATE');
    // First of all: if two calls come at once, the unique order_id lets one of them through.
    $inserted = query($db, 'INSERT INTO activation (order_id, account_id, diamonds) VALUES (?, ?, ?)
        ON CONFLICT (order_id) DO NOTHING', [$order_id, $account_id, $diamonds])->rowCount();
    $row = query($db, 'SELECT * FROM activation WHERE order_id = ?', [$order_id])->fetch(PDO::FETCH_ASSOC);
    if ($row['account_id'] !== $account_id) {
        refuse(409, 'other_account', "the order was activated for account {$row['account_id']}");
    }
    if ($row['revoked']) {
        refuse(409, 'refunded', 'the order was refunded');
    }
    if ($inserted) {
        if (!query($db, 'SELECT 1 FROM account WHERE account_id = ?', [$account_id])->fetch()) {
            refuse(404, 'unknown_account', 'there is no such account');
        }
        if (!query($db, 'SELECT 1 FROM stock WHERE diamonds >= ?', [$diamonds])->fetch()) {
            header('retry-after: 60');
            answer(202, ['status' => 'pending']);
        }
        if ($live) {
            query($db, 'UPDATE stock SET diamonds = diamonds - ?', [$diamonds]);
            query($db, 'UPDATE account SET diamonds = diamonds + ? WHERE account_id = ?', [$diamonds, $account_id]);
        }
    }
    $db->exec('COMMIT');
    $status = $inserted ? 'activated' : 'already_activated';
    answer(200, ['status' => $status, 'payment_id' => "A-{$row['payment']}", 'account_id' => $account_id]);
}

function revoke(PDO $db, array $order, bool $live): never
{
    if (!$order['refund']['full']) {
        refuse(422, 'partial_refund', 'decide by hand what to take back');
    }
    $db->exec('BEGIN IMMEDIATE');
    $row = query($db, 'SELECT * FROM activation WHERE order_id = ?', [$order['order_id']])->fetch(PDO::FETCH_ASSOC);
    if (!$row) {
        refuse(404, 'unknown_order', 'the order was never activated');
    }
    if ($row['revoked']) {
        answer(200, ['status' => 'already_revoked']);
    }
    if ($live) {
        query($db, 'UPDATE stock SET diamonds = diamonds + ?', [$row['diamonds']]);
        $taken = query($db, 'UPDATE account SET diamonds = diamonds - ? WHERE account_id = ? AND diamonds >= ?',
            [$row['diamonds'], $row['account_id'], $row['diamonds']])->rowCount();
        if (!$taken) {
            refuse(409, 'already_spent', 'the account has fewer diamonds than that');
        }
    }
    query($db, 'UPDATE activation SET revoked = 1 WHERE order_id = ?', [$order['order_id']]);
    $db->exec('COMMIT');
    answer(200, ['status' => 'revoked']);
}

if ($_SERVER['REQUEST_METHOD'] !== 'POST' || parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH) !== '/tribute') {
    refuse(404, 'not_found', 'POST /tribute is all there is');
}
$body = file_get_contents('php://input'); // the raw bytes, as they were signed
verify($body);
$call = json_decode($body, true, flags: JSON_THROW_ON_ERROR);
match ($call['type']) {
    'shop.test' => answer(200, ['status' => 'ok']),
    'order.activate' => activate(database(), $call['data'], $call['livemode']),
    'order.refunded' => revoke(database(), $call['data'], $call['livemode']),
    default => refuse(400, 'unsupported_type', 'only order.activate, order.refunded and shop.test'),
};
