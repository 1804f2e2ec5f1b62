"""The samples as servers: what each needs, how it is started, and how it is stopped."""

import getpass
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import cases

PACKAGES = "php-cli php-sqlite3 php-mysql mariadb-server golang-go nodejs npm python3-venv".split()
COMMANDS = "php mariadbd go node npm".split()
# For all that is downloaded and built, together.
INSTALL_SECONDS = 15 * 60
INSTALL_UNTIL = time.monotonic() + INSTALL_SECONDS
START_SECONDS = 60


class Skipped(Exception):
    pass


class Failed(Exception):
    pass


def need(*commands):
    missing = [command for command in commands if not shutil.which(command)]
    if missing:
        raise Skipped(f"{', '.join(missing)}: not installed")


def install(*command, cwd=None, otherwise=Skipped):
    left = max(0, INSTALL_UNTIL - time.monotonic())
    try:
        result = subprocess.run(command, cwd=cwd, capture_output=True, text=True, timeout=left)
    except subprocess.TimeoutExpired:
        raise Skipped(f"{Path(command[0]).name}: installing took longer than {INSTALL_SECONDS} s") from None
    if result.returncode != 0:
        lines = (result.stderr + result.stdout).strip().splitlines()
        raise otherwise(f"{' '.join(map(str, command[:3]))}: {lines[-1] if lines else result.returncode}")


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def install_languages():
    if os.geteuid() == 0 and shutil.which("apt-get") and not all(map(shutil.which, COMMANDS)):
        try:
            install("apt-get", "update")
            os.environ["DEBIAN_FRONTEND"] = "noninteractive"
            install("apt-get", "install", "-y", "--no-install-recommends", *PACKAGES)
        except Skipped as why:
            print(f"not installed: {why}")


class Sample:
    """A sample, copied to a folder of its own, where libraries and stores may lie beside it."""

    signs_answers = False

    def __init__(self, folder):
        self.folder = folder
        self.env = {}

    def prepare(self):
        """Installs what it needs."""

    def command(self, port):
        raise NotImplementedError

    def close(self):
        pass


class Php(Sample):
    def prepare(self):
        need("php")
        module = "pdo_mysql" if self.folder.name == "php-mysql" else "pdo_sqlite"
        if module not in subprocess.run(["php", "-m"], capture_output=True, text=True).stdout:
            raise Skipped(f"php has no {module}")
        self.env["PHP_CLI_SERVER_WORKERS"] = "8"

    def command(self, port):
        return ["php", "-S", f"127.0.0.1:{port}", "index.php"]


class PhpMysql(Php):
    server = None

    def prepare(self):
        super().prepare()
        need("mariadbd", "mariadb-install-db", "mariadb")
        # A socket's path may not be long.
        self.scratch = Path(tempfile.mkdtemp(prefix="mysql-"))
        data, sock = self.scratch / "data", self.scratch / "socket"
        user = f"--user={getpass.getuser()}"
        install("mariadb-install-db", "--no-defaults", f"--datadir={data}", user, "--auth-root-authentication-method=normal")
        options = ["--no-defaults", f"--datadir={data}", f"--socket={sock}", f"--pid-file={self.scratch / 'pid'}"]
        with open(self.scratch / "log", "wb") as log:
            self.server = subprocess.Popen(["mariadbd", *options, "--skip-networking", user], stdout=log, stderr=log)
        client = ["mariadb", "--no-defaults", f"--socket={sock}", "--user=root"]
        wait_for(lambda: subprocess.run([*client, "-e", "SELECT 1"], capture_output=True).returncode == 0, self.server)
        subprocess.run([*client, "-e", "CREATE DATABASE shop"], check=True)
        with open(self.folder / "schema.sql", "rb") as sql:
            subprocess.run([*client, "shop"], stdin=sql, check=True)
        self.env |= {"DATABASE": f"mysql:unix_socket={sock};dbname=shop;charset=utf8mb4", "DATABASE_USER": "root"}

    def close(self):
        if self.server:
            self.server.terminate()
            self.server.wait(30)
        if hasattr(self, "scratch"):
            shutil.rmtree(self.scratch, ignore_errors=True)


class Node(Sample):
    signs_answers = True

    def prepare(self):
        need("node", "npm")
        install("npm", "install", "--no-audit", "--no-fund", cwd=self.folder)
        loads = subprocess.run(["node", "-e", "require('better-sqlite3')(':memory:')"], cwd=self.folder, capture_output=True)
        if loads.returncode != 0:
            raise Skipped("better-sqlite3 could not be built")

    def command(self, port):
        return ["node", "server.js"]


class Python(Sample):
    def prepare(self):
        if sys.version_info < (3, 10):
            raise Skipped("Python is older than 3.10")
        self.venv = self.folder / "venv"
        if not (self.venv / "bin/pip").exists():
            install(sys.executable, "-m", "venv", self.venv)
        install(self.venv / "bin/pip", "install", "--quiet", "--disable-pip-version-check", "-r", self.folder / "requirements.txt")


class FastApi(Python):
    def command(self, port):
        return [self.venv / "bin/uvicorn", "shop:app", "--host", "127.0.0.1", "--port", str(port), "--log-level", "warning"]


class Django(Python):
    def prepare(self):
        super().prepare()
        subprocess.run([self.venv / "bin/python", "manage.py", "migrate", "--verbosity=0"], cwd=self.folder,
                       env=environment(self, 0), check=True)

    def command(self, port):
        return [self.venv / "bin/python", "manage.py", "runserver", "--noreload", f"127.0.0.1:{port}"]


class Go(Sample):
    def prepare(self):
        need("go")
        install("go", "build", "-o", "shop", ".", cwd=self.folder, otherwise=Failed)

    def command(self, port):
        return ["./shop"]


SAMPLES = {"php": Php, "php-mysql": PhpMysql, "node-express": Node, "fastapi": FastApi, "django": Django, "go": Go}


def environment(sample, port):
    store = {"PORT": str(port), "TRIBUTE_SECRET": cases.SECRET, "DATABASE": str(sample.folder / "data")}
    return os.environ | store | sample.env


class Running:
    """A sample that runs for as long as the block does."""

    def __init__(self, sample):
        self.sample = sample

    def __enter__(self):
        self.port = free_port()
        with open(self.sample.folder / "log", "ab") as log:
            self.process = subprocess.Popen(
                self.sample.command(self.port), cwd=self.sample.folder, env=environment(self.sample, self.port),
                stdout=log, stderr=log, stdin=subprocess.DEVNULL, start_new_session=True,
            )
        wait_for(self.is_up, self.process)
        return cases.Shop(self.port)

    def is_up(self):
        with socket.socket() as connection:
            return connection.connect_ex(("127.0.0.1", self.port)) == 0

    def __exit__(self, *_):
        # Killed, as by a power cut: what it has answered must be in its store.
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(30)


def wait_for(is_there, process):
    until = time.monotonic() + START_SECONDS
    while not is_there():
        if process.poll() is not None or time.monotonic() > until:
            raise Failed("it does not start")
        time.sleep(0.05)
