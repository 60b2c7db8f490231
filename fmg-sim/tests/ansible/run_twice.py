"""Runs playbooks twice against the simulated appliances, and compares what their tasks report with what they have to.

    fmg-sim --state states/MODE.json -- python3 run_twice.py MODE LOGIN [PLAYBOOK...]

MODE is the workspace mode, LOGIN is `session` or `token`. Without names, all playbooks run. A task has to report a change in
the first run, and none in the second. Only these tasks differ:

    a module of `COMMANDS`  reports a change in each run
    tag `unchanging`        never reports a change: a read, or a call that is refused or finds nothing
    tag `once`              a command that is refused in the second run, because it has been carried out
    tag `reverted`          reports a change in each run, because another task of the playbook reverts it
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).parent
# Whether a task reports a change in the first run, and in the second.
EXPECTED = {
    "unchanging": (False, False),
    "once": (True, False),
    "reverted": (True, True),
}
# Modules that report a change whenever their call succeeds, and what there is that they do not compare. Every other module
# compares the row that it would write with the one that is there.
COMMANDS = {
    "fmgr_clone": "copies a row, whatever the copy is like",
    "fmgr_dvm_cmd_add_device": "starts an addition of a device",
    "fmgr_dvm_cmd_del_device": "starts a deletion of a device",
    "fmgr_dvm_cmd_discover_device": "connects to a device",
    "fmgr_dvmdb_group_objectmember": "reads the group without the option that returns its members",
    "fmgr_dvmdb_revision": "reads the revision by its name, but the key of revisions is a number",
    "fmgr_dvmdb_script_execute": "runs a script",
    "fmgr_dvmdb_workflow_approve": "approves a workflow session",
    "fmgr_dvmdb_workflow_save": "saves a workflow session",
    "fmgr_dvmdb_workflow_start": "starts a workflow session",
    "fmgr_dvmdb_workflow_submit": "submits a workflow session",
    "fmgr_dvmdb_workspace_commit_pkg": "commits the changes of a package",
    "fmgr_dvmdb_workspace_lock_pkg": "locks a package",
    "fmgr_dvmdb_workspace_unlock_pkg": "unlocks a package",
    "fmgr_fmg_variable_dynamicmapping": "knows no key of these rows",
    "fmgr_generic": "sends a call that it does not know",
    "fmgr_move": "moves a row, wherever it is",
    "fmgr_pm_pkg_adom": "reads the list of all packages, and compares it with one",
    "fmgr_rename": "renames a row",
    "fmgr_securityconsole_install_device": "starts an installation",
    "fmgr_securityconsole_install_package": "starts an installation or its preview",
    "fmgr_securityconsole_install_preview": "starts a report of a preview",
    "fmgr_securityconsole_preview_result": "is a read, but FortiManager has it as a command",
    "fmgr_sys_proxy_json": "sends a call to a device",
    "fortios_json_generic": "sends a call that it does not know",
}
# Playbooks, with the modes in which they run: packages are locked in `normal` mode; reads and a FortiGate have no modes.
ALL, MODELESS = ("disabled", "normal", "workflow"), ("disabled",)
PLAYBOOKS = {
    "fortimanager/facts": MODELESS,
    "fortimanager/objects": ALL,
    "fortimanager/policies": ALL,
    "fortimanager/object_commands": ALL,
    "fortimanager/devices": ALL,
    "fortimanager/device_commands": ALL,
    "fortimanager/locks": ("normal",),
    "fortigate/configuration": MODELESS,
    "fortigate/commands": MODELESS,
}


def run(playbook, host, mode):
    """Runs the playbook once, and returns its exit code and what its tasks reported."""
    with tempfile.NamedTemporaryFile(mode="r", suffix=".jsonl") as results:
        settings = {
            "ANSIBLE_CALLBACK_PLUGINS": str(HERE / "callback_plugins"),
            "ANSIBLE_STDOUT_CALLBACK": "recorded",
            "ANSIBLE_NOCOLOR": "1",
            # Several runs share the processor.
            "ANSIBLE_PERSISTENT_CONNECT_TIMEOUT": "120",
            "ANSIBLE_PERSISTENT_COMMAND_TIMEOUT": "120",
            "RECORDED_RESULTS": results.name,
        }
        variables = {"adom": "demo", "host": host, "workspace_mode": mode}
        command = ["ansible-playbook", "-i", str(HERE / "inventory.yml"), "-e", json.dumps(variables)]
        code = subprocess.run([*command, str(HERE / f"{playbook}.yml")], env=os.environ | settings, check=False).returncode
        return code, [json.loads(line) for line in results]


def is_command(result):
    """Whether the task reports a change in each run. Its tag says more than its module."""
    tag = next((tag for tag in result["tags"] if tag in EXPECTED), None)
    return tag == "reverted" or (tag is None and result["module"] in COMMANDS)


def expected(result, number):
    """Whether the task has to report a change in this run."""
    tag = next((tag for tag in result["tags"] if tag in EXPECTED), None)
    return is_command(result) or (number == 0 if tag is None else EXPECTED[tag][number])


def faults(results, number):
    """The tasks that report something else."""
    for result in results:
        if result["changed"] != expected(result, number):
            seen = "a change" if result["changed"] else "no change"
            yield f"{result['task']}: {seen} in run {number + 1}: {result['message']}"


def run_twice(playbook, host, mode):
    """Prints what both runs changed, and returns what is wrong with that."""
    wrong, told, tasks = [], [], []
    for number in range(2):
        code, results = run(playbook, host, mode)
        if code != 0 or not results:
            return [*wrong, f"run {number + 1} failed after {len(results)} tasks"]
        wrong += faults(results, number)
        tasks.append([result["task"] for result in results])
        changes = [result for result in results if result["changed"] and not is_command(result)]
        told.append(f"run {number + 1} changed {len(changes)}, and {sum(map(is_command, results))} were commands")
    if tasks[0] != tasks[1]:
        wrong.append("the runs have different tasks")
    print(f"{playbook} on {host}, {mode}: {len(tasks[0])} tasks; {'; '.join(told)}", flush=True)
    return wrong


def main():
    mode, login, *names = sys.argv[1:]
    is_wrong = False
    for playbook, modes in PLAYBOOKS.items():
        product, name = playbook.split("/")
        if mode not in modes or (names and name not in names):
            continue
        host = {"session": product, "token": f"{product}_by_token"}[login]
        for fault in run_twice(playbook, host, mode):
            is_wrong = True
            print(f"{playbook} on {host}, {mode}: {fault}", file=sys.stderr, flush=True)
    sys.exit(is_wrong)


main()
