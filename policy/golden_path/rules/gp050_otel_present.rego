# METADATA
# scope: package
# title: otel.present
# description: The start command sets OpenTelemetry up, with the service's name, its environment and a sampler of the standard.
# custom:
#   id: GP050
#   owner: group:default/platform
#   rationale: A service that tells nothing cannot be operated by anybody but its authors.
#   stages: [pull_request, main, deploy]
#   warns: [pull_request]
#   waivable: true
#   severity: medium
#   effective: 1767225600 # 2026-01-01
#   remediation: Start the service through the telemetry bootstrap of the template.
#   docs: docs/golden-path/rules/GP050
package golden_path.rules.gp050

import data.lib.evidence
import data.lib.platform
import data.lib.verdict

result := verdict.of(rego.metadata.chain(), {
	"applies": applies,
	"violations": violations,
	"gaps": gaps,
})

gaps := evidence.section_gaps("otel", {
	"runnable": {"boolean"},
	"bootstrapped": {"boolean"},
	"serviceName": {"string", "null"},
	"environmentAttribute": {"boolean"},
	"sampler": {"string", "null"},
})

default applies := false

applies if input.otel.runnable == true

violations contains {"key": key, "msg": faults[key], "file": object.get(input.otel, "file", null)} if {
	count(gaps) == 0
	applies
	some key in broken
}

faults := {
	"otel:bootstrap": "The start command does not set OpenTelemetry up",
	"otel:service.name": "Telemetry carries no service.name",
	"otel:environment": "Telemetry carries no deployment.environment.name",
	"otel:sampler": "The sampler is outside of the platform's standard",
}

broken contains "otel:bootstrap" if input.otel.bootstrapped == false

broken contains "otel:service.name" if is_null(input.otel.serviceName)

broken contains "otel:environment" if input.otel.environmentAttribute == false

broken contains "otel:sampler" if not standard_sampler

standard_sampler if input.otel.sampler in platform.parameters.samplers
