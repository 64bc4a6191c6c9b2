# METADATA
# scope: package
# title: workflow.hardening
# description: Workflows hold the least rights, and no secret reaches code that nobody reviewed.
# custom:
#   id: GP061
#   owner: group:default/platform-security
#   rationale: A job that runs foreign code beside secrets hands them out.
#   stages: [pull_request, main, deploy]
#   warns: []
#   waivable: true
#   severity: high
#   effective: 1767225600 # 2026-01-01
#   remediation: Set top-level permissions, check out no head under pull_request_target, scan in a job without secrets.
#   docs: docs/golden-path/rules/GP061
package golden_path.rules.gp061

import data.lib.evidence
import data.lib.verdict

result := verdict.of(rego.metadata.chain(), {
	"applies": applies,
	"violations": violations,
	"gaps": gaps,
})

gaps := evidence.item_gaps("workflows", {
	"file": {"string"},
	"provider": {"string"},
	"permissions": {"string"},
	"triggers": {"array"},
	"jobs": {"array"},
}) | job_gaps

default applies := false

applies if count(evidence.items("workflows")) > 0

job_gaps contains evidence.gap("workflows.items.jobs", "malformed") if {
	some workflow in evidence.items("workflows")
	some job in workflow.jobs
	not sound(job)
}

violations contains finding(workflow, "permissions", "has no top-level permissions") if {
	some workflow in evidence.items("workflows")
	workflow.provider == "github"
	workflow.permissions == "undeclared"
}

violations contains finding(workflow, "write-all", "may write everything") if {
	some workflow in evidence.items("workflows")
	workflow.permissions == "write_all"
}

violations contains finding(workflow, job.id, "checks the head out under pull_request_target") if {
	some workflow in evidence.items("workflows")
	"pull_request_target" in workflow.triggers
	some job in workflow.jobs
	sound(job)
	job.checksOutHead
}

violations contains finding(workflow, job.id, "hands secrets to a scanner") if {
	some workflow in evidence.items("workflows")
	some job in workflow.jobs
	sound(job)
	job.scanner
	job.hasSecrets
}

finding(workflow, what, fault) := {
	"key": concat("|", [workflow.file, what, fault]),
	"msg": concat(" ", [workflow.file, fault]),
	"file": workflow.file,
}

sound(job) if {
	is_string(job.id)
	is_boolean(job.scanner)
	is_boolean(job.hasSecrets)
	is_boolean(job.checksOutHead)
}
