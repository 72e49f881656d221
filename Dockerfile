FROM node:24-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# Without scripts: what they fetch (a Node, a Postgres) is for machines without containers. Not `npm ci`: it refuses a
# lock file that names a dev dependency's build for some platforms only, and not every registry has all of them.
RUN npm install --ignore-scripts
COPY . .
RUN node node_modules/typescript/bin/tsc && node apps/health/web/build.mjs

FROM node:24-slim
ENV NODE_ENV=production HTTP_HOST=0.0.0.0
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm install --omit=dev --ignore-scripts && npm cache clean --force
COPY --from=build /app/dist dist
COPY deploy/understudy.yaml deploy/understudy.yaml
COPY deploy/runbooks deploy/runbooks
USER node
STOPSIGNAL SIGTERM
ENTRYPOINT ["node"]
CMD ["dist/apps/router/src/main.js"]
