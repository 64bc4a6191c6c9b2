/** A list whose lines are ticked. */
export function ScorecardsIcon() {
  return (
    <svg
      width="1em"
      height="1em"
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth="2"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      <path d="M3.5 6h10M3.5 12h7M3.5 18h7" />
      <path d="m14 15.5 2.5 2.5 4.5-5" />
    </svg>
  );
}
