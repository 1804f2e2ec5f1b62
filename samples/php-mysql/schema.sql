-- Keys need a length. Ids are compared byte by byte: the default collation takes "Ab" and "aB" for the same.
-- InnoDB, because MyISAM has no transactions.
CREATE TABLE activation (
    payment    BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    order_id   VARCHAR(128) CHARACTER SET ascii COLLATE ascii_bin NOT NULL UNIQUE,
    account_id VARCHAR(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
    diamonds   INT UNSIGNED NOT NULL,
    revoked    BOOLEAN NOT NULL DEFAULT FALSE
) ENGINE = InnoDB;

CREATE TABLE account (
    account_id VARCHAR(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL PRIMARY KEY,
    diamonds   INT UNSIGNED NOT NULL
) ENGINE = InnoDB;

CREATE TABLE stock (sku VARCHAR(64) NOT NULL PRIMARY KEY, diamonds INT UNSIGNED NOT NULL) ENGINE = InnoDB;

INSERT INTO account VALUES ('12345', 0), ('23456', 0);
INSERT INTO stock VALUES ('diamond', 1000);
