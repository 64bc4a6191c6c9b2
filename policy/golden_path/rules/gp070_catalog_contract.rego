# METADATA
# scope: package
# title: catalog.contract
# description: The catalog knows who owns the service, its lifecycle and system, and in production its runbook and objectives.
# custom:
#   id: GP070
#   owner: group:default/platform
#   rationale: At night somebody has to find who answers for it, and what to do.
#   stages: [main, deploy]
#   warns: []
#   waivable: true
#   severity: medium
#   effective: 1767225600 # 2026-01-01
#   remediation: Complete `catalog-info.yaml`; the owner is a Group of the catalog.
#   docs: docs/golden-path/rules/GP070
package golden_path.rules.gp070

import data.lib.evidence
import data.lib.platform
import data.lib.verdict

result := verdict.of(rego.metadata.chain(), {
	"applies": true,
	"violations": violations,
	"gaps": gaps,
})

gaps := evidence.section_gaps("catalog", {
	"ownerIsGroup": {"boolean"},
	"lifecycle": {"string", "null"},
	"system": {"string", "null"},
	"production": {"boolean"},
	"runbook": {"string", "null"},
	"slo": {"string", "null"},
})

violations contains {"key": key, "msg": faults[key], "file": "catalog-info.yaml"} if {
	count(gaps) == 0
	some key in broken
}

faults := {
	"catalog:owner": "The owner is no Group of the catalog",
	"catalog:lifecycle": "The lifecycle is none that the platform knows",
	"catalog:system": "The service is part of no system",
	"catalog:runbook": "A service in production has no runbook",
	"catalog:slo": "A service in production has no objectives",
}

broken contains "catalog:owner" if not input.catalog.ownerIsGroup

broken contains "catalog:lifecycle" if not known_lifecycle

broken contains "catalog:system" if is_null(input.catalog.system)

broken contains "catalog:runbook" if {
	input.catalog.production
	is_null(input.catalog.runbook)
}

broken contains "catalog:slo" if {
	input.catalog.production
	is_null(input.catalog.slo)
}

known_lifecycle if input.catalog.lifecycle in platform.parameters.catalogLifecycles
