/** A chip with its pins. */
export function LlmIcon() {
  return (
    <svg
      width="1em"
      height="1em"
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth="2"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      <rect x="6" y="6" width="12" height="12" rx="1.5" />
      <rect x="10.25" y="10.25" width="3.5" height="3.5" />
      <path d="M10 6V3m4 3V3m-4 15v3m4-3v3M6 10H3m3 4H3m15-4h3m-3 4h3" />
    </svg>
  );
}
