/** Actions that read the whole tree by a third party's code. */
export const scannerActions =
  /^(aquasecurity\/trivy-action|anchore\/(scan|sbom)-action|gitleaks\/gitleaks-action|trufflesecurity\/trufflehog|snyk\/actions|semgrep\/|returntocorp\/semgrep|bridgecrewio\/checkov-action|checkmarx\/|google\/osv-scanner|ossf\/scorecard-action|aquasecurity\/tfsec)/;

const commands =
  /(^|[\s;&|(])(\S*\/)?(syft|grype|trivy|gitleaks|trufflehog|semgrep|checkov|kics|snyk|osv-scanner|tfsec|waymark\s+(sbom|evidence))(\s|$)/m;

/** Lines that put a scanner in place without running it. */
const installs =
  /^\s*(go\s+install|curl|wget|npm\s+(i|install|ci)|pip\s+install|apt(-get)?|brew|docker\s+pull|echo|printf)\b.*$/gm;

/** True of a script that runs a scanner. */
export function isScan(script: string): boolean {
  return commands.test(script.replace(installs, ''));
}
