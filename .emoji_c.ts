import { loadCatalogue } from "./src/data/emoji/catalogue.ts";
import { STYLES } from "./src/data/emoji/styles.ts";
import { CLASSES } from "./src/data/emoji/classes.ts";
import { loadRasteriser } from "./src/data/emoji/rasterise.ts";
import { conceptsOf } from "./src/data/emoji/split.ts";
const R=await loadRasteriser();let dropped=0;const cat=await loadCatalogue(STYLES,d=>{const k=R.canDraw(d);if(!k)dropped++;return k});
const count=(cs:typeof cat[number])=>cs.flatMap(c=>c.styles.flatMap(s=>s.drawings)).length;
let tot=0;for(const [l,cs] of cat.entries()){const a=conceptsOf(cs,"train",1),b=conceptsOf(cs,"test",1);tot+=count(cs);console.log(`| ${CLASSES[l]!.name} |  ${a.length} + ${b.length} | ${count(a)} + ${count(b)} |`)}
console.log("total",tot,"dropped",dropped);
