"""The browser program: which Chromium there is, and how it is started: sandboxed, not as root, side ways shut.

The proxy is the barrier; the switches below keep the browser from trying to go around it (WebRTC, QUIC, its own name
look-ups) and from calling its maker. Each is under test with a page that tries seventeen ways out.
"""

from __future__ import annotations

import contextlib
import os
import shlex
import shutil
import signal
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from posts.errors import SourceError

CHROMIUM = "LUREWATCH_CHROMIUM"  # environment variable: use this program
NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
PLAYWRIGHT_FOLDERS = "PLAYWRIGHT_BROWSERS_PATH"
OWN_BUILDS = "chromium-*/chrome-linux*/chrome"  # below Playwright's folder, after `playwright install chromium`
NO_BROWSER = "no Chromium is installed on this machine"
INSTALL = "run: scripts/setup browser"
NO_SANDBOX = "No usable sandbox"  # Chromium's own words
SANDBOX = "allow user namespaces (sysctl kernel.unprivileged_userns_clone=1), or install chromium-sandbox"
START_SECONDS = 30  # a cold start on a slow disk takes eight
NOBODY = 65534  # user and group of a browser that root starts: it may read nothing of ours
SWITCHES = (
    "--webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",  # the older name of the same
    "--disable-quic",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",  # names are the proxy's business
    "--dns-prefetch-disable",
    "--no-pings",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-component-extensions-with-background-pages",
    "--disable-domain-reliability",
    "--disable-extensions",
    "--disable-notifications",
    "--disable-speech-api",
    "--disable-sync",
    "--disable-webgl",
    "--renderer-process-limit=4",  # a page of fifty frames would start as many
    "--js-flags=--max-old-space-size=512",  # MiB of one page's scripts; a heavy page of a job portal needs 80
)


def program() -> Path | None:
    """Return the Chromium to use: the named one, one on the path, or Playwright's own build."""
    named = os.environ.get(CHROMIUM)
    if named:
        return Path(named) if os.access(named, os.X_OK) else None
    found = next((path for name in NAMES if (path := shutil.which(name))), None)
    if found:
        return Path(found)
    folder = os.environ.get(PLAYWRIGHT_FOLDERS) or Path.home() / ".cache" / "ms-playwright"
    return max(Path(folder).glob(OWN_BUILDS), default=None)


def trouble() -> tuple[str, str] | None:
    """Return why no page can be shown, and what to do; None where the browser starts."""
    if program() is None:
        return NO_BROWSER, INSTALL
    made = launcher()
    try:
        command = [str(made.script), "--headless", "--dump-dom", "about:blank"]
        said = subprocess.run(command, capture_output=True, timeout=START_SECONDS, check=False, cwd="/")  # noqa: S603 - our own script
    except (OSError, subprocess.TimeoutExpired) as problem:
        return f"Chromium does not start ({type(problem).__name__})", INSTALL
    finally:
        made.close()
    if said.returncode == 0:
        return None
    has_no_sandbox = NO_SANDBOX.encode() in said.stderr
    return f"Chromium does not start (exit {said.returncode})", SANDBOX if has_no_sandbox else INSTALL


@dataclass(frozen=True, slots=True)
class Launcher:
    """A start script and a profile folder of one browser; both are gone after `close`."""

    folder: Path

    @property
    def script(self) -> Path:
        """What Playwright starts instead of the browser."""
        return self.folder / "start"

    @property
    def pid(self) -> int | None:
        """The number of the browser's first process; None where it was never started."""
        try:
            return int((self.folder / "pid").read_text(encoding="ascii"))
        except (FileNotFoundError, ValueError):
            return None

    def kill(self) -> None:
        """End the browser with all its processes, whatever its page is doing."""
        with contextlib.suppress(ProcessLookupError):  # it is gone
            if self.pid is not None:
                os.killpg(self.pid, signal.SIGKILL)

    def close(self) -> None:
        """End what is left and remove the profile."""
        self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)


def launcher() -> Launcher:
    """Return how the browser of one visit is started; refuse where there is none."""
    found = program()
    if found is None:
        raise SourceError(NO_BROWSER, INSTALL)
    made = Launcher(Path(tempfile.mkdtemp(prefix="lurewatch-browser-")))
    profile = made.folder / "profile"
    profile.mkdir(mode=0o700)
    made.folder.chmod(0o755)
    own = {"PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": str(profile), "LANG": "C.UTF-8", "TZ": "UTC"}
    settings = [f"{name}={value}" for name, value in own.items()]
    command = ["/usr/bin/env", "-i", *settings, str(found)]
    if os.geteuid() == 0:
        os.chown(profile, NOBODY, NOBODY)
        identity = (f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups")
        command = ["setpriv", *identity, "--", *command]
    # Playwright speaks to the browser by the open files 3 and 4, which exec keeps; the last --user-data-dir counts.
    lines = (
        "#!/bin/sh",
        f"echo $$ > {shlex.quote(str(made.folder / 'pid'))}",
        f'exec {shlex.join(command)} "$@" --user-data-dir={shlex.quote(str(profile))}',
    )
    made.script.write_text("\n".join(lines) + "\n", encoding="utf-8")
    made.script.chmod(0o755)
    return made
