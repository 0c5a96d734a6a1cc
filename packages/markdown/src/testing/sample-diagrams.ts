/** A diagram of each kind that is drawn. */
export const SAMPLE_DIAGRAMS: Readonly<Record<string, string>> = {
  Flowchart: `flowchart TD
    Draft([Draft])-->Review{Good enough?}
    Review -- yes --> Publish[(Published)]
    Review -->|no| Work["Work on it<br/>some more"]
    Work --> Review
    Publish -.-> Reader
    subgraph Outside ["Out there"]
      Reader[Reader's browser]
    end
    classDef warm fill:#f9d5c9,stroke:#a33b22
    class Work warm`,
  'Sequence diagram': `sequenceDiagram
    participant A as Agent
    participant H as Holt
    A->>+H: write_page
    H-->>-A: the commit
    loop every minute
      Reader->>H: GET /page
      alt it has changed
        H-->>Reader: 200
      else
        H-->>Reader: 304
      end
    end
    Note over A,H: over MCP`,
  'State diagram': `stateDiagram-v2
    [*] --> Idle
    Idle --> Busy : a job
    state Busy {
      [*] --> Rendering
      Rendering --> Waiting
    }
    Busy --> Idle : done
    Busy --> [*]`,
  'Class diagram': `classDiagram
    Animal <|-- Otter
    Animal "1" *-- "4" Leg : has
    class Animal {
      <<abstract>>
      +int age
      +swim() void
    }`,
  'Entity relationship diagram': `erDiagram
    WIKI ||--o{ PAGE : holds
    PAGE ||--|{ VERSION : has
    PAGE {
      string path PK
      string title
    }`,
};

const MANY = Array.from({ length: 20 }, (_, index) => `n${index}`);

/** Diagrams that try to run, to load, to break out of the picture or to take long. */
export const HOSTILE_DIAGRAMS: readonly string[] = [
  'flowchart TD\n  a["<img src=x onerror=alert(1)>"] --> b["<script>alert(1)</script>"]',
  'flowchart TD\n  a[x] --> b[y]\n  click a "javascript:alert(1)" _self\n  click b call alert(1)\n  click a href "https://evil.example/"',
  "%%{init: {'themeCSS': '} @import url(https://evil.example/a.css); * { background: url(https://evil.example/b)', 'securityLevel': 'loose'}}%%\nflowchart TD\n  a --> b",
  '---\nconfig:\n  securityLevel: loose\n  themeCSS: "@import url(https://evil.example/a.css)"\n---\nflowchart TD\n  a --> b',
  'flowchart TD\n  a[x] --> b[y]\n  style a fill:url(https://evil.example/a),stroke:red" onload="alert(1)\n  classDef c fill:#fff;}</style><script>alert(1)</script>\n  class b c\n  linkStyle 0 stroke:url(//evil.example)',
  'flowchart TD\n  a["]]></text></svg><script>alert(1)</script>"] -->|"><svg onload=alert(1)>"| b[&lt;script&gt;alert(1)&lt;/script&gt;]',
  'flowchart TD\n  a["#60;script#62;alert(1)#60;/script#62; #0; #8238; #10; #55296; #1114112;"] --> b["\u202ertl\u2066 \u0000\u0008 \ufffe \ud800 \ue700\ue701\ue702"]',
  'sequenceDiagram\n  participant a as <img src=x onerror=alert(1)>\n  a->>b: </text><image href=\'https://evil.example/a\'/>\n  Note over a,b: <foreignObject><iframe src=javascript:alert(1)></iframe></foreignObject>\n  links a: {"x": "javascript:alert(1)"}',
  'stateDiagram-v2\n  state "<script>alert(1)</script>" as s1\n  [*] --> s1 : &#60;script&#62;&#10;s1 --> s2\n  s1 --> s2 : " onload="alert(1)',
  'classDiagram\n  class A {\n    +<img src=x onerror=alert(1)>\n    +x() </text></svg>\n  }\n  A <|-- B : <a href="javascript:alert(1)">\n  link A "javascript:alert(1)" "x"',
  'erDiagram\n  A ||--o{ B : "<script>alert(1)</script>"\n  A {\n    string x PK "</title></svg><script>alert(1)</script>"\n  }',
  `flowchart TD\n${Array.from({ length: 10_000 }, (_, index) => `a${index}-->b`).join('\n')}`,
  `flowchart TD\n${MANY.join(' & ')} --> ${MANY.join(' & ')}`,
  `flowchart TD\n${'subgraph s\n'.repeat(90)}a --> b\n${'end\n'.repeat(90)}`,
  `flowchart TD\n  a[${'('.repeat(5000)}`,
  `flowchart TD\n  a[${'W'.repeat(200)}] --> b${'-'.repeat(250)}`,
  `flowchart TD\n${'  __proto__ --> constructor\n  toString[x] --> __proto__\n'.repeat(3)}  class __proto__ hasOwnProperty\n  classDef constructor fill:red`,
  'xychart-beta\n  y-axis "a" 0 --> 1000000000\n  bar [1e308, -1e308]',
  `sequenceDiagram\n${'loop x\n'.repeat(99)}a->>b: c\n${'end\n'.repeat(99)}`,
  `stateDiagram-v2\n${'state a {\n'.repeat(60)}a --> b\n${'}\n'.repeat(60)}`,
];
