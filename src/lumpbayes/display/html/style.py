"""The style of an output: everything below ``.lumpbayes``, in the colours of the page around it.

Text and lines take the colour of the text around them, so that they can be read on light and dark
alike; bars have colours of Okabe and Ito, which all can tell apart, and are never the only sign of
anything. The class stands twice in a rule so that those of a notebook's own tables do not win.
"""

from __future__ import annotations

__all__ = ["STYLE"]

STYLE = """
.lumpbayes{--lb-for:#3d8fc6;--lb-against:#d9722a;--lb-line:rgba(128,128,128,.35);
--lb-soft:rgba(128,128,128,.13);color:inherit;font-size:.95em;line-height:1.45;max-width:64rem;
overflow-wrap:break-word}
.lumpbayes.lumpbayes :is(p,ul,section,details){margin:.35em 0}
.lumpbayes.lumpbayes ul{padding-left:1.3em;list-style:disc}
.lumpbayes.lumpbayes .head{font-weight:600}
.lumpbayes.lumpbayes .title{font-weight:600;font-size:1.15em}
.lumpbayes.lumpbayes .level{border-left:.35em solid currentColor;padding-left:.7em}
.lumpbayes.lumpbayes section.level{margin:.7em 0}
.lumpbayes.lumpbayes .grave{border-left-color:var(--lb-against)}
.lumpbayes.lumpbayes .at-once{border-left-color:#d64545}
.lumpbayes.lumpbayes .outside{border-left-style:double;background:var(--lb-soft)}
.lumpbayes.lumpbayes :is(.quiet,.foot,caption,summary){opacity:.8}
.lumpbayes.lumpbayes .foot{font-size:.85em;margin-top:.8em}
.lumpbayes.lumpbayes .box{overflow-x:auto;margin:.5em 0}
.lumpbayes.lumpbayes table{border-collapse:collapse;border:0;margin:0;width:auto;max-width:100%;
table-layout:auto;font-size:1em;color:inherit;background:none}
.lumpbayes.lumpbayes table.wide{width:100%}
.lumpbayes.lumpbayes caption{caption-side:top;text-align:left;padding:0 0 .3em;color:inherit}
.lumpbayes.lumpbayes table:not(.wide) caption{white-space:nowrap}
.lumpbayes.lumpbayes :is(tr,tr:nth-child(n)){background:none;border:0}
.lumpbayes.lumpbayes tbody tr:hover{background:var(--lb-soft)}
.lumpbayes.lumpbayes :is(th,td){text-align:left;vertical-align:top;padding:.22em .8em .22em 0;
border:0;border-bottom:1px solid var(--lb-line);font-weight:400;color:inherit;background:none;
max-width:none;white-space:normal;line-height:inherit}
.lumpbayes.lumpbayes thead th{font-weight:600;vertical-align:bottom}
.lumpbayes.lumpbayes .number{text-align:right;white-space:nowrap;
font-variant-numeric:tabular-nums}
.lumpbayes.lumpbayes .text{min-width:6em}
.lumpbayes.lumpbayes tbody .text{overflow-wrap:anywhere}
.lumpbayes.lumpbayes tbody th.text{min-width:9em}
.lumpbayes.lumpbayes .picture{width:34%;min-width:5em}
.lumpbayes.lumpbayes .case{width:9em;min-width:5.5em;font-variant-numeric:tabular-nums}
.lumpbayes.lumpbayes :is(th,td):last-child{padding-right:0}
.lumpbayes.lumpbayes .first{font-weight:600}
.lumpbayes.lumpbayes .choices{list-style:none;padding-left:0}
.lumpbayes.lumpbayes kbd{border:1px solid currentColor;border-radius:.25em;padding:0 .4em;
margin-right:.4em;font:inherit;color:inherit;background:none;box-shadow:none}
.lumpbayes.lumpbayes summary{cursor:pointer}
.lumpbayes.lumpbayes .bar{position:relative;display:block;height:1.05em;margin-top:.2em;
background:var(--lb-soft)}
.lumpbayes.lumpbayes :is(.fill,.whisker,.mark){position:absolute;box-sizing:border-box}
.lumpbayes.lumpbayes .fill{top:.12em;bottom:.12em;min-width:1px;background:var(--lb-for)}
.lumpbayes.lumpbayes .fill.against{background:var(--lb-against)}
.lumpbayes.lumpbayes .fill.before{background:none;border:2px solid var(--lb-for)}
.lumpbayes.lumpbayes .whisker{top:.34em;height:.38em;border:solid currentColor;
border-width:0 2px;background:linear-gradient(currentColor,currentColor) center/100% 2px no-repeat}
.lumpbayes.lumpbayes .mark{top:0;bottom:0;width:2px;margin-left:-1px;background:currentColor}
""".strip().replace("\n", "")
