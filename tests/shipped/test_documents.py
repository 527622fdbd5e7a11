"""What is shipped beside the code says what the code does."""

import subprocess
import sys
from pathlib import Path

from portal.across.demo.accounts import cast
from portal.across.demo.load import case_lines
from portal.config import Settings

ROOT = Path(__file__).resolve().parents[2]


def test_the_sample_environment_names_every_setting_with_its_default() -> None:
    text = (ROOT / "deploy" / ".env.example").read_text(encoding="utf-8")
    for name, field in Settings.model_fields.items():
        default = "" if name == "secret_key" else field.default
        assert f"# {field.description}\nPORTAL_{name.upper()}={default}\n" in text


def test_vendored_files_are_those_of_their_manifest() -> None:
    command = [sys.executable, str(ROOT / "scripts" / "vendor_assets.py"), "--check"]
    assert subprocess.run(command, check=False).returncode == 0


def test_the_lock_files_hold_hashes_and_no_address() -> None:
    for name in ("requirements.lock", "requirements-dev.lock"):
        text = (ROOT / name).read_text(encoding="utf-8")
        assert "--hash=sha256:" in text and "://" not in text and "--index-url" not in text


def test_the_cast_is_of_forty_members_in_twenty_countries_and_every_address_is_reserved() -> None:
    people = cast()
    assert len(people) >= 40 and len({each["country"] for each in people}) >= 20
    assert all(each["email"].endswith(".example") for each in people)  # RFC 2606: nobody's


def test_the_exercise_cases_are_eighty_in_eight_languages() -> None:
    lines = list(case_lines())
    assert len(lines) >= 80 and len({line["language"] for line in lines}) >= 8
    assert all(line["external_id"].startswith("exercise-") for line in lines)
