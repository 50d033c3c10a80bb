extension LoadReport {
    /// How the page looks.
    static let style = """
        :root { color-scheme: light dark; --ink: #1d2430; --soft: #5d6878; --paper: #fff; --panel: #f5f7fa;
          --line: #dde3ea; --up: #0b6bcb; --down: #c2570c; --cpu: #6b3fa0; --memory: #0f7b6c; --good: #12703f;
          --bad: #b3261e; --warn: #8a5a00; --shade: #0b6bcb10; }
        @media (prefers-color-scheme: dark) { :root { --ink: #e6eaf0; --soft: #9aa6b5; --paper: #12161c;
          --panel: #1a2028; --line: #2c3540; --up: #5aa9f7; --down: #f29a57; --cpu: #b695e8; --memory: #4fc3b0;
          --good: #5fd08f; --bad: #ff8a80; --warn: #f2c14e; --shade: #5aa9f714; } }
        * { box-sizing: border-box; }
        body { margin: 0 auto; max-width: 1080px; padding: 32px 24px 48px; background: var(--paper); color: var(--ink);
          font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }
        h1 { font-size: 28px; line-height: 1.2; margin: 8px 0 4px; }
        h2, figcaption { font-size: 15px; font-weight: 600; margin: 0 0 8px; }
        header p { margin: 0; color: var(--soft); }
        header .badge { display: inline-block; padding: 2px 12px; border-radius: 99px; color: var(--paper);
          font-weight: 600; text-transform: uppercase; letter-spacing: .04em; font-size: 13px; }
        .badge.held { background: var(--good); } .badge.missed { background: var(--bad); }
        .badge.unreliable { background: var(--warn); }
        .tiles { list-style: none; display: grid; gap: 12px; padding: 0; margin: 24px 0;
          grid-template-columns: repeat(4, 1fr); }
        .tiles li { background: var(--panel); border-radius: 8px; padding: 12px; color: var(--soft); font-size: 13px; }
        .tiles b { display: block; color: var(--ink); font-size: 18px; font-variant-numeric: tabular-nums;
          white-space: nowrap; }
        figure, section { margin: 0 0 24px; background: var(--panel); border-radius: 8px; padding: 16px; }
        svg { display: block; width: 100%; height: auto; }
        svg text { fill: var(--soft); font: 12px system-ui, -apple-system, "Segoe UI", Roboto, sans-serif;
          font-variant-numeric: tabular-nums; }
        path, svg line { fill: none; stroke-width: 2; stroke-linejoin: round; }
        .grid { stroke: var(--line); stroke-width: 1; } .bound { stroke: var(--bad); stroke-dasharray: 6 4; }
        .shade { fill: var(--shade); }
        .up { stroke: var(--up); } .down { stroke: var(--down); } .faint { stroke-dasharray: 3 3; opacity: .8; }
        line.cpu, line.memory { stroke-width: 7; stroke-linecap: round; stroke: var(--cpu); }
        line.memory { stroke: var(--memory); }
        circle.cpu { fill: var(--cpu); opacity: .7; } circle.memory { fill: var(--memory); opacity: .7; }
        .columns { display: grid; gap: 0 24px; grid-template-columns: repeat(auto-fit, minmax(460px, 1fr));
          align-items: start; }
        table { border-collapse: collapse; width: 100%; font-size: 14px; font-variant-numeric: tabular-nums; }
        th { color: var(--soft); font-weight: 500; } th, td { padding: 4px 8px; text-align: right; }
        th:first-child, td:first-child { text-align: left; padding-left: 0; }
        td { border-top: 1px solid var(--line); } td.number { white-space: nowrap; }
        .missed td { color: var(--bad); font-weight: 600; }
        footer { color: var(--soft); font-size: 13px; } dl { display: grid; grid-template-columns: auto 1fr;
          gap: 4px 16px; } dd { margin: 0; color: var(--ink); overflow-wrap: anywhere; }
        @media (max-width: 560px) { .columns { grid-template-columns: 1fr; }
          .tiles { grid-template-columns: repeat(2, 1fr); } body { padding: 16px; } }
        @media print { body { max-width: none; } figure, section { break-inside: avoid; } }
        """
}
