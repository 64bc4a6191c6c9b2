/** Three sheets on each other: what a service is made of. */
export function SbomIcon() {
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
      <path d="m12 3.5 8.5 5-8.5 5-8.5-5z" />
      <path d="m3.5 13 8.5 5 8.5-5" />
      <path d="m3.5 17 8.5 5 8.5-5" />
    </svg>
  );
}
