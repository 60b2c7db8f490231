"""Runs playbooks twice against the simulated appliances, and compares what their tasks report with their tags.

    fmg-sim --state states/MODE.json -- python3 run_twice.py MODE [PLAYBOOK...]

MODE is the workspace mode. Without names, all playbooks of the mode run. A task without a tag has to report a change in the
first run, and none in the second. Tagged tasks differ:

    read       never reports a change
    command    reports a change in each run, because the collection does not compare what it would change
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).parent
# What the tasks of a tag report in the first run and in the second: whether something has changed.
EXPECTED = {"read": (False, False), "command": (True, True), None: (True, False)}
# The playbooks of each workspace mode, with the hosts of the inventory that they run on.
PLAYBOOKS = {
    "disabled": [
        ("fortimanager/facts", "fortimanager"),
        ("fortimanager/objects", "fortimanager"),
        ("fortimanager/policies", "fortimanager"),
        ("fortimanager/devices", "fortimanager"),
        ("fortigate/configuration", "fortigate"),
    ],
    "normal": [
        ("fortimanager/facts", "fortimanager_by_token"),
        ("fortimanager/objects", "fortimanager"),
        ("fortimanager/policies", "fortimanager_by_token"),
        ("fortimanager/devices", "fortimanager"),
        ("fortimanager/locks", "fortimanager"),
    ],
    "workflow": [
        ("fortimanager/objects", "fortimanager"),
        ("fortimanager/policies", "fortimanager"),
    ],
}


def run(playbook, host, mode):
    """Runs the playbook once, and returns its exit code and what its tasks reported."""
    with tempfile.NamedTemporaryFile(mode="r", suffix=".jsonl") as results:
        settings = {
            "ANSIBLE_CALLBACK_PLUGINS": str(HERE / "callback_plugins"),
            "ANSIBLE_STDOUT_CALLBACK": "recorded",
            "ANSIBLE_NOCOLOR": "1",
            "RECORDED_RESULTS": results.name,
        }
        variables = {"adom": "demo", "host": host, "workspace_mode": mode}
        command = ["ansible-playbook", "-i", str(HERE / "inventory.yml"), "-e", json.dumps(variables)]
        code = subprocess.run([*command, str(HERE / f"{playbook}.yml")], env=os.environ | settings, check=False).returncode
        return code, [json.loads(line) for line in results]


def faults(results, number):
    """The tasks that report something else than their tag says."""
    for result in results:
        kind = next((tag for tag in result["tags"] if tag in EXPECTED), None)
        if result["changed"] != EXPECTED[kind][number]:
            seen = "a change" if result["changed"] else "no change"
            yield f"{result['task']}: {seen} in run {number + 1}: {result['message']}"


def run_twice(playbook, host, mode):
    """Prints what both runs changed, and returns what is wrong with that."""
    wrong, counts = [], []
    for number in range(2):
        code, results = run(playbook, host, mode)
        if code != 0 or not results:
            return [f"run {number + 1} failed after {len(results)} tasks"]
        wrong += faults(results, number)
        counts.append(sum(result["changed"] for result in results))
    print(f"{playbook} on {host}, {mode}: {len(results)} tasks, {counts[0]} changes, then {counts[1]}", flush=True)
    return wrong


def main():
    mode, names = sys.argv[1], sys.argv[2:]
    is_wrong = False
    for playbook, host in PLAYBOOKS[mode]:
        if names and Path(playbook).name not in names:
            continue
        for fault in run_twice(playbook, host, mode):
            is_wrong = True
            print(f"{playbook} on {host}, {mode}: {fault}", file=sys.stderr)
    sys.exit(is_wrong)


main()
