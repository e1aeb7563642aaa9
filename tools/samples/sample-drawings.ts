/** A cargo ship at sea, 256 x 256, with the haze, ripples and grain of a photograph. */
export function boatDrawing(): string {
  const wave = (y: number, opacity: number) =>
    `<path d="M0 ${y} q16 -5 32 0 t32 0 t32 0 t32 0 t32 0 t32 0 t32 0 t32 0" fill="none" stroke="#d7e6ea" stroke-width="1.6" opacity="${opacity}"/>`;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="256" height="256" viewBox="0 0 256 256">
  <defs>
    <linearGradient id="sky" x1="0" y1="0" x2="0" y2="1">
      <stop offset="0" stop-color="#7fa6c9"/><stop offset="1" stop-color="#dfe7e6"/>
    </linearGradient>
    <linearGradient id="sea" x1="0" y1="0" x2="0" y2="1">
      <stop offset="0" stop-color="#8fb0bb"/><stop offset="0.35" stop-color="#4c7888"/><stop offset="1" stop-color="#254d5f"/>
    </linearGradient>
    <linearGradient id="hull" x1="0" y1="0" x2="0" y2="1">
      <stop offset="0" stop-color="#2c3440"/><stop offset="0.7" stop-color="#1d232c"/><stop offset="0.71" stop-color="#7b2a25"/><stop offset="1" stop-color="#5f1f1c"/>
    </linearGradient>
    <filter id="soft"><feGaussianBlur stdDeviation="0.7"/></filter>
    <filter id="haze"><feGaussianBlur stdDeviation="9"/></filter>
    <filter id="grain" x="0" y="0" width="1" height="1">
      <feTurbulence type="fractalNoise" baseFrequency="0.8" numOctaves="2" seed="3"/>
      <feColorMatrix values="0 0 0 0 0.5  0 0 0 0 0.5  0 0 0 0 0.5  0.9 0 0 0 -0.3"/>
    </filter>
  </defs>
  <rect width="256" height="150" fill="url(#sky)"/>
  <g filter="url(#haze)" fill="#f6f6f2" opacity="0.8">
    <ellipse cx="62" cy="44" rx="52" ry="11"/><ellipse cx="196" cy="66" rx="60" ry="10"/><ellipse cx="130" cy="96" rx="70" ry="7"/>
  </g>
  <path d="M0 142 q40 -12 84 -4 q36 -10 70 2 q52 -8 102 2 v12 h-256 z" fill="#a9bcc2" filter="url(#soft)"/>
  <rect y="148" width="256" height="108" fill="url(#sea)"/>
  <g filter="url(#soft)">
    <path d="M20 134 L236 126 Q230 158 214 178 L48 178 Q28 164 20 134 z" fill="url(#hull)"/>
    <path d="M20 134 L236 126 L235 130 L21 138 z" fill="#e9e7df"/>
    <path d="M44 132 v-56 h44 v54.500 z" fill="#eceae3"/><path d="M80 76 h8 v54.200 l-8 0.300 z" fill="#bdbcb6"/>
    <rect x="38" y="70" width="56" height="7" fill="#d4d2ca"/>
    <g fill="#34485a"><rect x="48" y="82" width="30" height="6"/><rect x="48" y="95" width="30" height="4"/><rect x="48" y="106" width="30" height="4"/><rect x="48" y="117" width="30" height="4"/></g>
    <path d="M54 70 v-22 h18 v22 z" fill="#b5402f"/><rect x="54" y="52" width="18" height="6" fill="#f1efe8"/>
    <path d="M63 48 q12 -18 40 -20 q-22 10 -30 22 z" fill="#74797d" opacity="0.35"/>
    <g><rect x="98" y="110" width="34" height="19.500" fill="#b4562f"/><rect x="134" y="109" width="34" height="19.200" fill="#2f6a8c"/><rect x="170" y="108" width="34" height="19" fill="#c39a3a"/>
      <rect x="98" y="90" width="34" height="19" fill="#3d7a55"/><rect x="134" y="89.500" width="34" height="19" fill="#a33b36"/></g>
    <g stroke="#000000" stroke-opacity="0.18" stroke-width="1"><path d="M106 90 v39 M115 90 v39 M124 90 v39 M142 90 v38 M151 90 v38 M160 90 v38 M178 108 v19 M187 108 v19 M196 108 v19"/></g>
    <path d="M218 127 v-42 M218 88 l-28 18 M218 88 l14 36" stroke="#40474d" stroke-width="2.200" fill="none"/>
    <path d="M48 178 h166 q-30 26 -92 30 q-54 -2 -74 -30 z" fill="#17303c" opacity="0.45"/>
    <path d="M30 178 q24 -6 48 0 t48 0 t48 0 t48 0 l14 2 q-30 8 -70 5 q-80 5 -146 -3 z" fill="#e4eef0" opacity="0.75"/>
  </g>
  ${[160, 192, 206, 222, 240].map((y, i) => wave(y, 0.18 + 0.05 * i)).join('')}
  <rect width="256" height="256" filter="url(#grain)" opacity="0.35"/>
</svg>`;
}

/** A handwritten 5 in dark ink, off the middle of a slightly grey sheet, 280 x 280. */
export function digitDrawing(): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" width="280" height="280" viewBox="0 0 280 280">
  <defs><linearGradient id="sheet" x1="0" y1="0" x2="1" y2="1">
    <stop offset="0" stop-color="#fdfcf8"/><stop offset="1" stop-color="#e9e7e0"/>
  </linearGradient></defs>
  <rect width="280" height="280" fill="url(#sheet)"/>
  <g fill="none" stroke="#1c2230" stroke-linecap="round" stroke-linejoin="round">
    <path d="M106 62 C103 86 99 104 95 124 C116 108 152 106 165 132 C178 162 154 198 121 203 C103 205 89 199 80 187" stroke-width="15"/>
    <path d="M107 63 C130 66 152 63 176 56" stroke-width="14"/>
  </g>
</svg>`;
}
