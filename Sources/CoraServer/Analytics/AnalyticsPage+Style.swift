extension AnalyticsPage {
    /// The page's style, for light and dark, on screens from a telephone's width up.
    static let style = #"""
        :root {
          --paper: #f6f6f3; --card: #ffffff; --line: #e4e4de; --ink: #1c2024; --soft: #5d656e; --faint: #8a9199;
          --accent: #0f6b5c; --accent-ink: #ffffff; --good: #17794b; --bad: #b3402c; --empty: #efefea;
          --c0: #0f6b5c; --c1: #4fae94; --c2: #e0a437; --c3: #8fa9c4; --c4: #d5d7d3;
          --heat: 15, 107, 92; --shadow: 0 1px 2px rgba(20, 24, 28, .05);
        }
        @media (prefers-color-scheme: dark) {
          :root {
            --paper: #131517; --card: #1b1e21; --line: #2b3035; --ink: #e9ebec; --soft: #a4acb3; --faint: #7b838b;
            --accent: #4cc3a5; --accent-ink: #07130f; --good: #5bd08f; --bad: #ef8a72; --empty: #23272b;
            --c0: #4cc3a5; --c1: #23806b; --c2: #d9a441; --c3: #5f7b98; --c4: #3a4046;
            --heat: 76, 195, 165; --shadow: none;
          }
        }
        * { box-sizing: border-box; }
        [hidden] { display: none !important; }
        html { -webkit-text-size-adjust: 100%; }
        body {
          margin: 0; background: var(--paper); color: var(--ink);
          font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif;
          font-variant-numeric: tabular-nums;
        }
        h1 { font-size: 21px; line-height: 1.2; margin: 0; font-weight: 650; letter-spacing: -.01em; }
        h1 span { color: var(--soft); font-weight: 400; }
        h2 { font-size: 14px; margin: 0; font-weight: 600; }
        p { margin: 0; }
        .card { background: var(--card); border: 1px solid var(--line); border-radius: 10px; box-shadow: var(--shadow); }
        button, select, input {
          font: inherit; color: inherit; background: var(--card); border: 1px solid var(--line); border-radius: 7px;
          padding: 5px 10px; min-height: 34px; max-width: 100%;
        }
        button { cursor: pointer; }
        button:hover { border-color: var(--faint); }
        :focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
        button.main { background: var(--accent); border-color: var(--accent); color: var(--accent-ink); font-weight: 600; }

        #door { min-height: 100vh; display: grid; place-items: center; padding: 16px; }
        #key { width: min(400px, 100%); padding: 28px; display: grid; gap: 12px; }
        #key p { color: var(--soft); }
        #key label { font-weight: 600; font-size: 13px; margin-bottom: -8px; }
        #key input { padding: 8px 12px; }
        #key #wrong, #trouble { color: var(--bad); }
        #wrong:empty { display: none; }

        main { max-width: 1180px; margin: 0 auto; padding: 24px 20px 40px; }
        main > header { display: flex; flex-wrap: wrap; gap: 14px 24px; justify-content: space-between; align-items: end; }
        #what { color: var(--soft); margin-top: 3px; overflow-wrap: anywhere; }
        #controls { display: flex; flex-wrap: wrap; gap: 8px; align-items: center; }
        #spans { display: inline-flex; }
        #spans button { border-radius: 0; margin-left: -1px; }
        #spans button:first-child { border-radius: 7px 0 0 7px; margin-left: 0; }
        #spans button:last-child { border-radius: 0 7px 7px 0; }
        #spans button[aria-pressed=true] {
          background: var(--accent); border-color: var(--accent); color: var(--accent-ink); position: relative;
        }
        #dates { display: inline-flex; gap: 6px; align-items: center; color: var(--soft); }
        #dates input { color: var(--ink); width: 9.6em; padding: 5px 8px; }
        #leave { color: var(--soft); border-color: transparent; background: none; padding: 5px 6px; }
        #trouble { margin-top: 16px; }

        #figures { margin-top: 20px; display: grid; gap: 14px; grid-template-columns: repeat(12, minmax(0, 1fr)); }
        #figures.old { opacity: .5; transition: opacity .2s .15s; }
        #figures > .card { padding: 16px 18px 18px; grid-column: span 12; min-width: 0; }
        #figures > .half { grid-column: span 6; }
        #figures > .third { grid-column: span 4; }
        .numbers { grid-column: span 12; display: grid; gap: 14px; grid-template-columns: repeat(6, minmax(0, 1fr)); }
        .number { padding: 13px 16px 14px; min-width: 0; }
        .number h2 { color: var(--soft); font-weight: 500; font-size: 13px; }
        .number strong { display: block; font-size: 27px; line-height: 1.25; font-weight: 620; letter-spacing: -.02em; }
        .number p { font-size: 12.5px; color: var(--faint); }
        .number .up { color: var(--good); }
        .number .down { color: var(--bad); }
        .top { display: flex; justify-content: space-between; align-items: start; gap: 10px; margin-bottom: 12px; }
        .top p { color: var(--faint); font-size: 12.5px; }
        .csv { font-size: 12px; min-height: 26px; padding: 1px 8px; color: var(--soft); flex: none; }
        .none { color: var(--faint); padding: 18px 0 8px; text-align: center; }
        .keys { display: flex; flex-wrap: wrap; gap: 4px 16px; margin-top: 10px; font-size: 12.5px; color: var(--soft); }
        .keys i { display: inline-block; width: 10px; height: 10px; border-radius: 3px; margin-right: 6px; }
        .c0 { background: var(--c0); fill: var(--c0); } .c1 { background: var(--c1); fill: var(--c1); }
        .c2 { background: var(--c2); fill: var(--c2); } .c3 { background: var(--c3); fill: var(--c3); }
        .c4 { background: var(--c4); fill: var(--c4); }

        svg { display: block; width: 100%; height: auto; overflow: visible; }
        svg text { fill: var(--faint); font-size: 11px; }
        svg text.value { fill: var(--ink); font-size: 12px; font-weight: 600; }
        svg .grid { stroke: var(--line); }
        svg .empty { fill: var(--empty); }
        svg .heat { fill: rgb(var(--heat)); }
        svg .over { fill: transparent; }
        svg g:hover > .over { fill: var(--ink); opacity: .05; }
        .bars { display: grid; gap: 9px; grid-template-columns: minmax(0, 1fr); }
        .bar .name { display: flex; justify-content: space-between; gap: 12px; font-size: 13.5px; }
        .bar .name span:first-child { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
        .bar .name span:last-child { color: var(--soft); flex: none; }
        .bar .track { height: 8px; margin-top: 3px; border-radius: 4px; background: var(--empty); overflow: hidden; }
        .bar .track div { height: 100%; border-radius: 4px; }
        .funnel { gap: 15px; }
        .funnel .track { height: 34px; border-radius: 6px; }
        .sum { margin-top: 18px; color: var(--soft); font-size: 13.5px; }
        .bar small { color: var(--faint); margin-left: 8px; }
        .funnel .track div { border-radius: 6px; min-width: 2px; }
        .scroll { overflow-x: auto; margin: 0 -18px; padding: 0 18px; }
        table { width: 100%; border-collapse: collapse; font-size: 13.5px; white-space: nowrap; }
        th { font-weight: 500; color: var(--soft); text-align: right; padding: 0 0 6px 18px; }
        td { text-align: right; padding: 7px 0 7px 18px; border-top: 1px solid var(--line); }
        th:first-child, td:first-child { text-align: left; padding-left: 0; }
        td small { color: var(--faint); margin-left: 8px; }
        footer { margin-top: 22px; color: var(--faint); font-size: 12.5px; max-width: 70ch; }
        #tip {
          position: fixed; z-index: 2; pointer-events: none; background: var(--ink); color: var(--paper); font-size: 12.5px;
          line-height: 1.45; padding: 6px 10px; border-radius: 7px; white-space: pre; max-width: 90vw;
        }
        @media (max-width: 980px) {
          .numbers { grid-template-columns: repeat(3, minmax(0, 1fr)); }
          #figures > .third { grid-column: span 6; }
        }
        @media (max-width: 700px) {
          main { padding: 18px 14px 32px; }
          #figures > .half, #figures > .third { grid-column: span 12; }
          .numbers { grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 10px; }
          #figures { gap: 10px; }
          .number strong { font-size: 23px; }
          main > header { position: relative; }
          #leave { position: absolute; top: -5px; right: 0; }
          #controls, #tenant, #spans, #dates { width: 100%; }
          #spans button { flex: 1; padding: 5px 2px; }
          #dates input { flex: 1; width: auto; min-width: 0; }
        }
        """#
}
