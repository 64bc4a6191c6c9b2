# METADATA
# scope: package
# title: policy.complete
# description: Every rule of the manifest gave its result, and the evidence can be read.
# custom:
#   id: GP000
#   owner: group:default/platform
#   rationale: A rule that fell out must not count as one that passed.
#   stages: [pull_request, main, deploy]
#   warns: []
#   waivable: false
#   severity: critical
#   effective: 1767225600 # 2026-01-01
#   remediation: Take the policy bundle and the command line that belong together, unchanged.
#   docs: docs/golden-path/rules/GP000
package golden_path.gate.gp000

import data.lib.evidence
import data.lib.verdict

result := verdict.of(rego.metadata.chain(), {
	"applies": true,
	"violations": violations,
	"gaps": gaps,
})

gaps := ((head | context_gaps) | subject_gaps) | section_gaps

head contains evidence.gap("schema", "malformed") if not input.schema == "https://waymark.dev/schemas/evidence/v1"

context_gaps contains evidence.gap("context.evaluatedAt", "malformed") if not evidence.now

subject_gaps contains evidence.gap("subject.entityRef", "malformed") if not names_entity

names_entity if is_string(input.subject.entityRef)

section_gaps contains evidence.gap(name, "malformed") if {
	some name in sections
	evidence.status(name) == "malformed"
}

sections := {
	"attestations", "catalog", "components", "images",
	"llm", "lockfiles", "manifests", "otel",
	"sbom", "scan", "secrets", "suppressions",
	"template", "tools", "vulnerabilities", "workflows",
}

expected := {id | some id in data.manifest.golden_path}

returned contains "GP000"

returned contains data.golden_path.meta.gp900.result.rule

returned contains result.rule if {
	some id
	result := data.golden_path.rules[id].result
}

violations contains {"key": concat(":", ["missing", id]), "msg": concat(" ", [id, "gave no result"])} if {
	some id in (expected - returned)
}

violations contains {"key": concat(":", ["extra", id]), "msg": concat(" ", [id, "is not in the manifest"])} if {
	some id in (returned - expected)
}
