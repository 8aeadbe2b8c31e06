/** The calls of Stockline are signed over the bytes of their bodies, which Medusa must keep. */
import { defineMiddlewares } from '@medusajs/framework/http';

export default defineMiddlewares({
  routes: [{ matcher: '/stockline/*', methods: ['POST'], bodyParser: { preserveRawBody: true } }],
});
